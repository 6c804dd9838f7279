import type { VendorAction } from '#demo-crm/control/vendor-schema.ts'
import { fieldIds, type SimulatedCrm } from './simulated-crm.ts'
import type { Deed, VendorKind } from './steps.ts'
import { userAt, type User } from './user.ts'
import type { World } from './world.ts'
import type { Device } from './device.ts'

/**
 * Lets one thing happen; what it sets off goes on by itself. A user's wish that is refused is no failure of the
 * simulation: the ledger knows what the user was told.
 */
export function perform(world: World, deed: Deed): void {
  if (deed.do === 'vendor') return performVendor(world, deed.what, deed.pick, deed.n)
  if (!('device' in deed)) return world.crms[0]?.normalise(deed.do)
  const device = world.devices[deed.device]
  if (device === undefined) return
  const window = device.window()
  const act = (work: (user: User) => Promise<void>) => {
    if (window === null) return
    work(userAt({ ...world, device, window })).catch(() => undefined)
  }
  const tellMain = (name: 'sync' | 'offline-on' | 'offline-off' | 'sign-in') => {
    if (window !== null) ask(device, window.main, name).catch(() => undefined)
  }
  switch (deed.do) {
    case 'edit':
      return act((user) => user.edit(deed.what, deed.pick, deed.n))
    case 'create':
      return act((user) => user.create(deed.company, deed.n))
    case 'tag-many':
      return act((user) => user.tagMany(deed.picks, deed.n))
    case 'cancel':
    case 'undo':
    case 'retry':
    case 'discard':
      return act((user) => user[deed.do](deed.pick))
    case 'sync':
    case 'sign-in':
      return tellMain(deed.do)
    case 'offline':
      return tellMain(deed.isOn ? 'offline-on' : 'offline-off')
    case 'wipe':
    case 'cut':
    case 'quota':
    case 'disk-full':
    case 'clock':
    case 'crossed':
    case 'trouble':
    case 'kill':
    case 'trap':
    case 'double':
      return performFault(world, device, deed)
  }
}

type MainCaller = NonNullable<ReturnType<Device['window']>>['main']

async function ask({ accounts }: Device, main: MainCaller, name: 'sync' | 'offline-on' | 'offline-off' | 'sign-in') {
  switch (name) {
    case 'sync':
      return main.call('sync/run', { accountId: null, reason: 'user' })
    case 'offline-on':
    case 'offline-off':
      return main.call('sync/set-offline', { isOffline: name === 'offline-on' })
    case 'sign-in': {
      const [first] = accounts
      if (first === undefined) return null
      return main.call('accounts/connect', { provider: 'amocrm', address: first.origin, token: first.token })
    }
  }
}

type Fault = Extract<
  Deed,
  { do: 'wipe' | 'cut' | 'quota' | 'disk-full' | 'clock' | 'crossed' | 'trouble' | 'kill' | 'trap' | 'double' }
>

function performFault(world: World, device: Device, fault: Fault): void {
  const { time, ledger } = world
  switch (fault.do) {
    case 'wipe':
      device.wipe(fault.touch)
      return ledger.wipe(device.index)
    case 'cut':
      for (const { network } of device.accounts) {
        network.isDown = true
        time.after(fault.ms, () => {
          network.isDown = false
        })
      }
      return
    case 'quota':
      device.storage.isFull = true
      return time.after(fault.ms, () => {
        device.storage.isFull = false
      })
    case 'disk-full':
      return device.fillDisk(fault.ms)
    case 'clock':
      device.profile.skewMs += fault.ms
      return
    case 'crossed':
      return crossWires(world, device, fault.ms)
    case 'trouble':
      return device.accounts[0]?.network.disturb(fault.trouble, fault.count, fault.isForWrites)
    case 'kill':
      return device.kill(fault.what, fault.downMs)
    case 'trap':
      return device.trap(fault.what, fault.touch)
    case 'double':
      return device.setDoubling(fault.chance)
  }
}

/** The app wakes up where another account answers to its token, and later at home again. */
function crossWires({ time, crms }: World, device: Device, ms: number): void {
  const [home] = device.accounts
  const [right, wrong] = crms
  if (home === undefined || right === undefined || wrong === undefined) return
  device.kill('app', 300)
  home.network.crm = wrong
  time.after(ms, () => {
    device.kill('app', 300)
    home.network.crm = right
  })
}

/** A colleague in the vendor's own interface, always at the first account. */
function performVendor({ crms }: World, what: VendorKind, pick: number, n: number): void {
  const [crm] = crms
  if (crm === undefined) return
  const all = crm.contacts()
  const wanted = all.filter(({ isTrashed }) => isTrashed === (what === 'restore'))
  const contact = wanted[pick % wanted.length]
  if (contact === undefined) return
  const action = toAction(what, contact.id, wanted[(pick + 1) % wanted.length]?.id ?? 0, n, crm)
  if (action !== null) crm.vendor({ ...action, userId: crm.users.at(-1) ?? null })
}

function toAction(what: VendorKind, id: number, otherId: number, n: number, crm: SimulatedCrm): VendorAction | null {
  const edit = (fields: Readonly<Record<string, unknown>>): VendorAction => ({
    ...{ action: 'edit', entity: 'contacts', ids: [id] },
    fields,
  })
  switch (what) {
    case 'first-name':
      return edit({ first_name: `V${n}` })
    case 'last-name':
      return edit({ last_name: `W${n}` })
    case 'note':
      return edit({ [fieldIds.note]: n % 3 === 0 ? null : `их заметка ${n}` })
    case 'phone':
      return edit({ PHONE: n % 3 === 0 ? null : [`+7 922 ${String(n).padStart(3, '0')}-00-00`] })
    case 'tags':
      return edit({ tags_to_add: [{ name: `v${n}` }] })
    case 'company':
      return edit({ company_id: n % 3 === 0 ? null : crm.firstCompany + (n % crm.companies) })
    case 'delete':
    case 'restore':
      return { action: what, entity: 'contacts', ids: [id] }
    case 'merge':
      return id === otherId ? null : { action: 'merge', entity: 'contacts', ids: [id, otherId] }
  }
}
