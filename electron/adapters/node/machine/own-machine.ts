import { homedir, hostname, release, userInfo } from 'node:os'

/** For a support file: what somebody who helps has to know of this machine. */
export function systemFacts(): Readonly<Record<string, string>> {
  return {
    platform: `${process.platform} ${process.arch}`,
    release: release(),
    node: process.versions.node,
    ...(process.versions['electron'] ? { electron: process.versions['electron'] } : {}),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}

/** Shorter names are parts of ordinary words. */
const SHORTEST = 4

/** Leaves out whose machine it is: the home folder, the user, the machine's own name. */
export function hidden(text: string): string {
  const own: [string, string][] = [
    [asking(homedir), '~'],
    [asking(() => userInfo().username), '(user)'],
    [asking(hostname), '(this computer)'],
  ]
  return own
    .filter(([name]) => name.length >= SHORTEST && name !== 'root')
    .reduce((left, [name, instead]) => left.replaceAll(name, instead), text)
}

/** A user id without an entry has no name and no home. */
function asking(question: () => string): string {
  try {
    return question()
  } catch {
    return ''
  }
}
