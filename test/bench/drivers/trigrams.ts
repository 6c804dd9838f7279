/** All runs of three characters, none across a line; what is shorter stands for itself. */
export function trigramsOf(text: string): string[] {
  const found = new Set<string>()
  for (const line of text.split('\n')) {
    if (line.length < 3) {
      if (line !== '') found.add(line)
      continue
    }
    for (let at = 0; at + 3 <= line.length; at++) found.add(line.slice(at, at + 3))
  }
  return [...found]
}
