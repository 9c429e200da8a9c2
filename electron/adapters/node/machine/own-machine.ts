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
const MIN_LENGTH = 4

/** Replaces what identifies the owner: the home folder, the user name, the computer's name. */
export function withoutPersonalNames(text: string): string {
  const own: [string, string][] = [
    [emptyIfUnknown(homedir), '~'],
    [emptyIfUnknown(() => userInfo().username), '(user)'],
    [emptyIfUnknown(hostname), '(this computer)'],
  ]
  return own
    .filter(([name]) => name.length >= MIN_LENGTH && name !== 'root')
    .reduce((left, [name, instead]) => left.replaceAll(name, instead), text)
}

/** A user id without an entry has no name and no home. */
function emptyIfUnknown(question: () => string): string {
  try {
    return question()
  } catch {
    return ''
  }
}
