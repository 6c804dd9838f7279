import { describe, expect, onTestFinished, test } from 'vitest'
import { lockProfile } from '#hosts/node/profile-lock.ts'
import { startProgram, type Program } from '#test/support/child-process.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

/** Another process that holds the profile until it is killed. */
async function holdElsewhere(directory: string): Promise<Program> {
  const script = `
    import { lockProfile } from '#hosts/node/profile-lock.ts'
    lockProfile(process.argv[1])
    setInterval(() => {}, 1000)
    console.log('locked')
  `
  const program = startProgram(['--input-type=module', '--eval', script, directory])
  onTestFinished(() => program.kill('SIGKILL'))
  await program.line((line) => line === 'locked')
  return program
}

describe('profile lock', () => {
  test('refuses a profile that another process works in', async () => {
    const directory = await temporaryDirectory()
    await holdElsewhere(directory)

    const locking = () => lockProfile(directory)

    expect(locking).toThrow(
      expect.objectContaining({ code: 'state/refused', details: { reason: 'profile-in-use' } }) as Error,
    )
  })

  test('is free again after its holder was killed outright', async () => {
    const directory = await temporaryDirectory()
    const holder = await holdElsewhere(directory)

    await holder.kill('SIGKILL')
    const lock = lockProfile(directory)

    expect(() => lock.release()).not.toThrow()
  })

  test('is free again after its holder released it', async () => {
    const directory = await temporaryDirectory()
    lockProfile(directory).release()

    const again = lockProfile(directory)

    expect(() => again.release()).not.toThrow()
  })

  test('leaves other profiles alone', async () => {
    await holdElsewhere(await temporaryDirectory())

    const lock = lockProfile(await temporaryDirectory())

    expect(() => lock.release()).not.toThrow()
  })

  test('says that a folder which cannot hold a lock failed', async () => {
    const missing = `${await temporaryDirectory()}/missing`

    expect(() => lockProfile(missing)).toThrow(expect.objectContaining({ code: 'storage/failed' }) as Error)
  })

  test('goes to exactly one of many processes that reach for it at the same moment', async () => {
    const directory = await temporaryDirectory()
    const start = Date.now() + 1_500
    const script = `
      import { lockProfile } from '#hosts/node/profile-lock.ts'
      while (Date.now() < Number(process.argv[2])) ;
      try {
        lockProfile(process.argv[1])
        console.log('won')
      } catch (error) {
        console.log(error.details?.reason ?? String(error))
      }
      setInterval(() => {}, 1000)
    `
    const racers = Array.from({ length: 4 }, () =>
      startProgram(['--input-type=module', '--eval', script, directory, String(start)]),
    )
    onTestFinished(async () => void (await Promise.all(racers.map((racer) => racer.kill('SIGKILL')))))

    const said = await Promise.all(racers.map((racer) => racer.line(() => true)))

    expect(said.toSorted()).toEqual(['profile-in-use', 'profile-in-use', 'profile-in-use', 'won'])
  })
})
