import { arch, platform, release } from 'node:os'
import { versions } from 'node:process'

/** On what this runs. It stays the same for as long as the process lives, so it needs no port. */
export function describeMachine(): { readonly platform: string; readonly runtime: string } {
  const electron = versions['electron']
  return {
    platform: `${platform()} ${release()} ${arch()}`,
    runtime: `${electron === undefined ? '' : `Electron ${electron}, `}Node ${versions.node}`,
  }
}
