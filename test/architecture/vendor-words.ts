import type { SourceFile } from './source-files.ts'

const vendorWord = /amocrm|kommo|bitrix/i

/** Where one CRM may be told from another. */
const roomsWithNames: readonly RegExp[] = [
  /^src-main\/core\/connectors\/(?:amocrm|bitrix24)\//,
  /^src-main\/core\/accounts\/connector-factory\.ts$/,
  /^src-shared\/domain\/providers\.ts$/,
  /^src-renderer\/locales\//,
  // Each dialect of the demo CRM, and the host that opens its doors.
  /^src-main\/demo-crm\//,
  /^src-main\/hosts\/node\/demo-crm-port\.ts$/,
]

/** Lines that name a vendor where features have to ask for what a CRM can do. Comments count: they make habits. */
export function findVendorWords(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ path }) => !roomsWithNames.some((room) => room.test(path)))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, at) => (vendorWord.test(line) ? [`${path}:${at + 1} ${line.trim()}`] : [])),
    )
}
