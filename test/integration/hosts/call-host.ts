import { openSocket, signIn } from '#test/support/browser-host.ts'

/** Enters by a launch link and asks one thing over the socket; gives the whole reply. */
export async function callHost(link: URL, name: string, payload: unknown): Promise<unknown> {
  const port = Number(link.port)
  const Cookie = await signIn(port, link.searchParams.get('token') ?? '')
  const { socket } = await openSocket(port, { Cookie, Origin: link.origin })
  if (socket === null) throw new Error('the host refused the socket')
  const replied = new Promise<unknown>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as { readonly kind: string; readonly id?: number }
      if (message.kind === 'reply' && message.id === 1) resolve(message)
    })
  })
  socket.send(JSON.stringify({ kind: 'request', id: 1, name, payload }))
  return replied
}
