import type { Random } from '#demo-crm/seed/random.ts'

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24

/**
 * A write-ahead log as a power cut leaves it: what was synced is whole, and behind it lies a record that was half
 * written. @param isSynced whether each commit waited for the disk; else any part of the end may be gone
 * @source https://www.sqlite.org/fileformat2.html#walformat
 */
export function tearWal(wal: Buffer, isSynced: boolean, random: Random): Buffer {
  if (wal.length < HEADER_BYTES) return Buffer.alloc(0)
  if (!isSynced) return wal.subarray(0, random.int(wal.length))
  const kept = wal.subarray(0, endOfLastCommit(wal))
  return Buffer.concat([kept, tornRecord(wal, random)])
}

/** A frame that ends a commit names the size of the database; frames of an earlier round have other salts. */
function endOfLastCommit(wal: Buffer): number {
  const frameBytes = FRAME_HEADER_BYTES + wal.readUInt32BE(8)
  const salts = wal.subarray(16, 24)
  let end = HEADER_BYTES
  for (let at = HEADER_BYTES; at + frameBytes <= wal.length; at += frameBytes) {
    if (!wal.subarray(at + 8, at + 16).equals(salts)) break
    if (wal.readUInt32BE(at + 4) > 0) end = at + frameBytes
  }
  return end
}

/** Nothing, noise, or a frame that looks right and whose page was only half written. */
function tornRecord(wal: Buffer, random: Random): Buffer {
  const frameBytes = FRAME_HEADER_BYTES + wal.readUInt32BE(8)
  const kind = random.int(3)
  if (kind === 0) return Buffer.alloc(0)
  const noise = Buffer.from(Array.from({ length: 1 + random.int(frameBytes - 1) }, () => random.int(256)))
  if (kind === 1 || wal.length < HEADER_BYTES + frameBytes) return noise
  const frame = Buffer.from(wal.subarray(HEADER_BYTES, HEADER_BYTES + frameBytes))
  noise.copy(frame, FRAME_HEADER_BYTES)
  return frame
}
