import { safeStorage } from 'electron'
import { plainCipher, type Cipher } from '../node/file-secret-store.ts'

/** Seals by the OS's own store of keys where there is one. After `ready`. */
export async function createSafeStorageCipher(): Promise<Cipher> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return plainCipher
  // Without a keyring Electron on Linux encrypts with a password that is in its sources: that protects nothing.
  const isObfuscation = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text'

  return {
    protection: isObfuscation ? 'file' : 'os',
    name: 'safe-storage',
    seal: async (secret) => (await safeStorage.encryptStringAsync(secret)).toString('base64'),
    async open(sealed) {
      try {
        const { result } = await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'))
        return result
      } catch {
        // The OS gave up the key (a new user account, a reset keyring): the account asks to sign in again.
        return null
      }
    },
  }
}
