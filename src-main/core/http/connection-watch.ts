import { request as httpRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { TLSSocket } from 'node:tls'

/** Sends one request, and knows whether its connection ever came about. */
export interface ConnectionWatch {
  /** For axios: sends as Node does. */
  readonly transport: {
    readonly request: (options: RequestOptions, onResponse: (response: IncomingMessage) => void) => ClientRequest
  }
  /** While `false`, not a byte of the request has left: whatever went wrong, the server has not carried it out. */
  isOpen(): boolean
}

/** @param url where the request goes: its scheme decides what an open connection is */
export function createConnectionWatch(url: string): ConnectionWatch {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest
  let isOpen = false
  const open = () => {
    isOpen = true
  }
  return {
    transport: {
      request: (options, onResponse) =>
        request(options, onResponse).once('socket', (socket) => {
          // A kept connection is open already; with TLS nothing is sent before both sides have shaken hands.
          if (!socket.connecting) open()
          else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', open)
        }),
    },
    isOpen: () => isOpen,
  }
}
