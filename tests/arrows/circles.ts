/** Circles among arrows, each once, written out from its first file back to itself. */
export function findCircles(arrows: { from: string; to: string }[]): string[][] {
  const next = Map.groupBy(arrows, (arrow) => arrow.from)
  const done = new Set<string>()
  const circles: string[][] = []
  const walk = (file: string, path: string[]) => {
    const start = path.indexOf(file)
    if (start >= 0) circles.push([...path.slice(start), file])
    if (start >= 0 || done.has(file)) return
    for (const { to } of next.get(file) ?? []) walk(to, [...path, file])
    done.add(file)
  }
  for (const file of [...next.keys()].sort()) walk(file, [])
  return circles
}
