import { editMany } from './bulk-editor.ts'
import { decisionsAt, type Decisions } from './decisions.ts'
import type { Device } from './device.ts'
import { typeTwin } from './type-twin.ts'
import { bindSomeChat } from './chats.ts'
import { deleteContacts } from './deleter.ts'
import { dealerAt, type Dealer } from './dealer.ts'
import { importerAt, type Importer } from './importer.ts'
import { writerAt, type Writer } from './neighbours.ts'
import { sessionAt, type Session } from './session.ts'
import type { Deed } from './steps.ts'
import { userAt, type User } from './user.ts'
import type { World } from './world.ts'

/**
 * Lets one thing happen; what it sets off goes on by itself. A user's wish that is refused is no failure of the
 * simulation: the ledger knows what the user was told.
 */
export function perform(world: World, deed: Deed): void {
  const [home] = world.crms
  if (!('device' in deed)) {
    if (home === undefined) return
    if (deed.do === 'move-chat') return home.moveChat(deed.pick, deed.n)
    if (deed.do === 'vendor-deal') return home.performDeal(deed.what, deed.pick, deed.n)
    return deed.do === 'vendor' ? home.perform(deed.what, deed.pick, deed.n) : home.normalise(deed.do)
  }
  const device = world.devices[deed.device]
  if (device === undefined) return
  const windows = device.windows()
  const chosen = 'n' in deed ? deed.n : 'pick' in deed ? deed.pick : 0
  const window = windows[chosen % Math.max(1, windows.length)]
  const act = (work: (user: User) => Promise<void>) => {
    if (window === undefined) return
    work(userAt({ ...world, device, window })).catch(() => undefined)
  }
  const choose = (work: (decisions: Decisions) => Promise<void>) => {
    if (window !== undefined) work(decisionsAt({ ...world, device, window })).catch(() => undefined)
  }
  const press = (work: (session: Session) => Promise<void>) => {
    if (window !== undefined) work(sessionAt(device, window)).catch(() => undefined)
  }
  const load = (work: (importer: Importer) => Promise<void>) => {
    if (window !== undefined) work(importerAt({ ...world, device, window })).catch(() => undefined)
  }
  switch (deed.do) {
    case 'edit':
      return act((user) => user.edit(deed.what, deed.pick, deed.n))
    case 'edit-many':
      if (window !== undefined)
        editMany({ ...world, device, window }, deed.what, deed.picks, deed.n).catch(() => undefined)
      return
    case 'delete-contacts':
      if (window !== undefined) deleteContacts({ ...world, device, window }, deed.picks).catch(() => undefined)
      return
    case 'import':
      return load((importer) => importer.import(deed.count, deed.n))
    case 'undo-import':
    case 'go-on-import':
      return load((importer) => importer[deed.do](deed.n))
    case 'order-companies':
      return act((user) => user.order(deed.pick, deed.n))
    case 'edit-draft':
      return act((user) => user.editDraft(deed.what, deed.n))
    case 'twin':
      return typeTwin(world, device)
    case 'create':
      return act((user) => user.create(deed.company, deed.n))
    case 'write-note':
    case 'add-task':
    case 'tick-task':
    case 'reword':
    case 'retype-task':
      return window === undefined ? undefined : write(writerAt({ ...world, device, window }), deed)
    case 'bind-chat':
      return window === undefined ? undefined : bindSomeChat({ ...world, device, window }, deed.pick, deed.n)
    case 'new-deal':
    case 'deal-price':
    case 'deal-stage':
    case 'deal-join':
    case 'deal-leave':
    case 'deal-main':
    case 'deal-company':
    case 'deal-tag':
    case 'deal-untag':
    case 'lead-person':
    case 'lead-rows':
    case 'sale-remove':
    case 'new-requisite':
    case 'requisite-inn':
    case 'requisite-city':
    case 'requisite-remove':
    case 'company-title':
    case 'company-phone':
    case 'company-phone-off':
    case 'company-owner':
    case 'company-remove':
      return window === undefined ? undefined : deal(dealerAt({ ...world, device, window }), deed)
    case 'tag-many':
      return act((user) => user.tagMany(deed.picks, deed.n))
    case 'cancel':
    case 'undo':
    case 'retry':
    case 'discard':
      return act((user) => user[deed.do](deed.pick))
    case 'answer':
    case 'reverse':
      return choose((decisions) => decisions[deed.do](deed.pick, deed.n))
    case 'answer-doubt':
      return choose((decisions) => decisions[deed.do](deed.n))
    case 'delete-unsent':
      return choose((decisions) => decisions[deed.do](deed.pick))
    case 'sync':
    case 'sign-in':
      return press((session) => session[deed.do]())
    case 'sign-out':
      return press((session) => session[deed.do](deed.pick))
    case 'offline':
      return press((session) => session.setOffline(deed.isOn))
    case 'second-window':
      return device.toggleSecondWindow()
    case 'power-cut':
    case 'bad-sync':
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

type Written = Extract<Deed, { do: keyof Writer }>

function write(writer: Writer, { do: what, pick, n }: Written): void {
  writer[what](pick, n).catch(() => undefined)
}

function deal(dealer: Dealer, { do: what, pick, n }: Extract<Deed, { do: keyof Dealer }>): void {
  dealer[what](pick, n).catch(() => undefined)
}

type Fault = Extract<
  Deed,
  {
    do:
      | 'power-cut'
      | 'bad-sync'
      | 'wipe'
      | 'cut'
      | 'quota'
      | 'disk-full'
      | 'clock'
      | 'crossed'
      | 'trouble'
      | 'kill'
      | 'trap'
      | 'double'
  }
>

function performFault(world: World, device: Device, fault: Fault): void {
  const { time, ledger, tally } = world
  // Kills and troubles are counted where they strike.
  if (!['trouble', 'trap', 'kill', 'power-cut', 'bad-sync', 'double'].includes(fault.do))
    tally.count(`fault: ${fault.do}`)
  switch (fault.do) {
    case 'power-cut':
      return device.cutPower(fault.downMs)
    case 'bad-sync':
      return device.profile.disk.failSyncs(fault.count)
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
