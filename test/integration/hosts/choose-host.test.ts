import { describe, expect, test } from 'vitest'
import { defaultProfileDirectory } from '#hosts/node/profile.ts'
import { chooseHost, hasDisplay } from '#hosts/start/choose-host.ts'
import { parseShellFlags } from '#hosts/start/shell-flags.ts'

const desktop = { electron: '/electron', hasDisplay: true, isInteractive: false }
const server = { electron: null, hasDisplay: false, isInteractive: false }

describe('choice of the host', () => {
  test.each([
    ['Electron where its binary and a display are there', null, desktop, { kind: 'electron', binary: '/electron' }],
    ['the browser host when asked, whatever is there', 'browser', desktop, { kind: 'browser', because: null }],
    ['the browser host without a display', null, { ...desktop, hasDisplay: false }, { kind: 'browser' }],
    [
      'the browser host without a binary when nobody watches',
      null,
      { ...desktop, electron: null },
      { kind: 'browser' },
    ],
    [
      'a download when somebody watches',
      null,
      { ...desktop, electron: null, isInteractive: true },
      { kind: 'install-electron' },
    ],
    [
      'a download when Electron was asked for',
      'electron',
      { ...desktop, electron: null },
      { kind: 'install-electron' },
    ],
    ['words when Electron was asked for without a display', 'electron', server, { kind: 'impossible' }],
  ] as const)('is %s', (_what, wanted, machine, expected) => {
    expect(chooseHost(wanted, machine)).toMatchObject(expected)
  })

  test.each([
    ['linux', {}, false],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['linux', { DISPLAY: '' }, false],
    ['darwin', {}, true],
    ['win32', {}, true],
  ] as const)('on %s with %j a display is there: %j', (platform, env, expected) => {
    expect(hasDisplay(platform, env)).toBe(expected)
  })
})

describe('default profile', () => {
  test.each([
    ['linux', {}, '/home/anna/.local/share/kartoteka'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/kartoteka'],
    ['darwin', {}, '/home/anna/Library/Application Support/Kartoteka'],
  ] as const)('on %s with %j is %s', (platform, env, expected) => {
    expect(defaultProfileDirectory({ platform, env, home: '/home/anna' })).toBe(expected)
  })
})

describe('flags of the Electron shell', () => {
  test('are found among switches of Chromium, which are left alone', () => {
    const argv = [
      '--no-sandbox',
      '--inspect=0',
      '.',
      '--profile',
      '/p',
      '--remote-debugging-port=0',
      '--demo-contacts=5',
    ]

    const parsed = parseShellFlags(argv)

    expect(parsed).toMatchObject({ kind: 'run', flags: { profile: '/p', demoContacts: 5, verbose: false } })
  })

  test('are refused in words when they make no sense', () => {
    expect(parseShellFlags(['--demo-contacts=many'])).toMatchObject({ kind: 'wrong' })
  })
})
