type Entry = {
  readonly files?: Readonly<Record<string, Entry>>
  readonly unpacked?: boolean
  readonly integrity?: object
}

/** Every file in an asar, from its head: JSON behind four numbers, the last of which is its length. */
export function asarFiles(asar: Buffer): { path: string; unpacked: boolean; hashed: boolean }[] {
  const head: Entry = JSON.parse(asar.toString('utf8', 16, 16 + asar.readUInt32LE(12)))
  const walk = (entry: Entry, path: string): ReturnType<typeof asarFiles> =>
    entry.files === undefined
      ? [{ path, unpacked: entry.unpacked === true, hashed: entry.integrity !== undefined }]
      : Object.entries(entry.files).flatMap(([name, inner]) => walk(inner, path === '' ? name : `${path}/${name}`))
  return walk(head, '')
}
