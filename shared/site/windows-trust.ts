/**
 * Whether nobody but an administrator can have written a file or folder of Windows, by its security descriptor as text (SDDL,
 * MS-DTYP 2.5.1). What cannot be read with certainty is not trusted.
 */
export type WindowsDistrust = 'owner' | 'mode' | 'acl'

/** Administrators, SYSTEM and TrustedInstaller, as SDDL calls them. A domain's administrators need not be this computer's. */
const TRUSTED: ReadonlySet<string> = new Set([
  'BA',
  'SY',
  'S-1-5-32-544',
  'S-1-5-18',
  'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464',
])

/** Whoever owns it, which is looked at by itself. */
const OWNER_RIGHTS: ReadonlySet<string> = new Set(['OW', 'S-1-3-4'])

/**
 * Rights by which something else could stand there later: of a file to write, of a folder to add, to delete what is inside; of
 * both to delete, and to change who may.
 */
const WRITES = 0x2 | 0x4 | 0x10 | 0x40 | 0x100 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x200_0000 | 0x1000_0000 | 0x4000_0000

/** What two letters in the rights of an ACE stand for; the directory's names are the same bits as a file's. */
const RIGHTS: Readonly<Record<string, number>> = {
  ...{ GA: 0x1000_0000, GX: 0x2000_0000, GW: 0x4000_0000, GR: 0x8000_0000 },
  ...{ SD: 0x1_0000, RC: 0x2_0000, WD: 0x4_0000, WO: 0x8_0000 },
  ...{ CC: 0x1, DC: 0x2, LC: 0x4, SW: 0x8, RP: 0x10, WP: 0x20, DT: 0x40, LO: 0x80, CR: 0x100 },
  ...{ FA: 0x1f_01ff, FR: 0x12_0089, FW: 0x12_0116, FX: 0x12_00a0 },
}

/** In a DACL: those that allow, with a condition or without, and those that deny, which only take away. */
const ALLOWING: ReadonlySet<string> = new Set(['A', 'XA', 'OA', 'ZA'])
const DENYING: ReadonlySet<string> = new Set(['D', 'XD', 'OD'])

const SID = /^(?:[A-Z]{2}|S-1-[\dA-Fa-fx]+(?:-\d+)+)$/

/** Null where it may be believed. */
export function windowsDistrust(sddl: string): WindowsDistrust | null {
  const parts = partsOf(sddl)
  if (parts === null) return 'acl'
  if (!TRUSTED.has(parts.owner)) return 'owner'
  for (const ace of parts.aces) {
    const may = mayWrite(ace)
    if (may === null) return 'acl'
    if (may) return 'mode'
  }
  return null
}

/** O:owner G:group D:flags(ace)(ace)... and what is behind S: is no matter of who may what. */
function partsOf(sddl: string): { readonly owner: string; readonly aces: readonly string[] } | null {
  const list = sddl.indexOf('D:')
  const { owner = '' } =
    /^O:(?<owner>[A-Z0-9-]+?)(?:G:[A-Z0-9-]+)?$/i.exec(sddl.slice(0, Math.max(list, 0)))?.groups ?? {}
  if (!SID.test(owner)) return null
  const rest = sddl.slice(list + 2)
  const begin = rest.search(/[(S]/)
  // Without a list everybody may everything, which is written out as a word.
  const flags = begin < 0 ? rest : rest.slice(0, begin)
  if (!/^(?:P|AR|AI)*$/.test(flags)) return null
  const aces = begin < 0 ? [] : acesIn(rest.slice(begin))
  return aces === null ? null : { owner, aces }
}

/** What stands in each outermost pair of brackets: a condition has brackets of its own. Up to the end, or to `S:`. */
function acesIn(text: string): readonly string[] | null {
  const aces: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const mark = text[at]
    if (depth === 0 && text.startsWith('S:', at)) return aces
    if (mark === '(' && depth++ === 0) from = at + 1
    else if (mark === ')' && --depth === 0) aces.push(text.slice(from, at))
    if (depth < 0 || (depth === 0 && mark !== ')')) return null
  }
  return depth === 0 ? aces : null
}

/** type;flags;rights;object;inherited object;who;condition. Null where it cannot be read. */
function mayWrite(ace: string): boolean | null {
  const [type = '', flags = '', rights = '', , , who = ''] = ace.split(';')
  if (DENYING.has(type)) return false
  if (!ALLOWING.has(type) || !SID.test(who) || !/^(?:[A-Z]{2})*$/.test(flags)) return null
  // Counts for what is made inside of it later, and each of those is looked at by itself.
  if (pairs(flags).includes('IO')) return false
  if (TRUSTED.has(who) || OWNER_RIGHTS.has(who)) return false
  const mask = maskOf(rights)
  return mask === null ? null : (mask & WRITES) !== 0
}

function maskOf(rights: string): number | null {
  if (/^0x[\da-f]{1,8}$/i.test(rights)) return Number.parseInt(rights, 16)
  if (!/^(?:[A-Z]{2})*$/.test(rights)) return null
  const masks = pairs(rights).map((right) => RIGHTS[right])
  return masks.includes(undefined) ? null : masks.reduce<number>((sum, mask = 0) => sum | mask, 0)
}

const pairs = (letters: string): readonly string[] => letters.match(/../g) ?? []
