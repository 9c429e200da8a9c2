/** A value in a pasted text and what stood before it: the bare label for guessing, the path where JSON gave one. */
export type Labelled = {
  /** Lower case, letters only. */
  readonly label: string
  readonly path: readonly string[]
  readonly value: string
  /** What it stands in, a branch of JSON or a section of an INI file: another part may speak of another server. */
  readonly part: string
}

/** `rest` is what stands under no name, where tokens may be looked for; comments are not in it. */
export type LabelledText = { readonly labelled: readonly Labelled[]; readonly rest: string }

/** More would be no copied setting any more. */
const LONGEST = 200_000

/** A value under a name, as configuration files have them. */
export function labelledAs(name: string, value: string): Labelled {
  return { label: bare(name), path: [], value, part: '' }
}

export function labelledIn(text: string): LabelledText {
  const bounded = text.slice(0, LONGEST)
  return jsonIn(bounded) ?? linesIn(bounded)
}

/** The text as JSON, or the JSON that stands in the midst of it. Null when there is none. */
function jsonIn(text: string): LabelledText | null {
  const start = text.indexOf('{')
  const end = text.lastIndexOf('}')
  if (start < 0 || end <= start) return null
  try {
    const labelled = leavesOf(JSON.parse(text.slice(start, end + 1)) as unknown, [])
    return { labelled, rest: `${text.slice(0, start)} ${text.slice(end + 1)}` }
  } catch {
    return null
  }
}

const DEEPEST = 4

function leavesOf(value: unknown, path: readonly string[]): readonly Labelled[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return [leafAt(path, String(value))]
  }
  if (typeof value !== 'object' || value === null || path.length >= DEEPEST) return []
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}

/** `{"refresh": {"token": ...}}` says of which token it speaks one step further up. */
const OF_TOKEN = /^(access|refresh|id)$/
const ITS_OWN = /^(token|jwt|expires|expiry|expires(in|at|on))$/

function leafAt(path: readonly string[], value: string): Labelled {
  const [owner, key] = [bare(path.at(-2) ?? ''), bare(path.at(-1) ?? '')]
  const isOwned = OF_TOKEN.test(owner) && ITS_OWN.test(key)
  return { label: isOwned ? owner + key : key, path, value, part: path.slice(0, isOwned ? -2 : -1).join('.') }
}

const COMMENT = /^(#|;|\/\/)/
const SECTION = /^\[([\w .:-]{1,100})\]$/
const LABEL_ALONE = /^[A-Za-z][A-Za-z _-]{2,30}:?$/

/** `KEY=value`, `Label: value`, and a label on a line of its own above its value. Of a name that is set twice the last counts. */
function linesIn(text: string): LabelledText {
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !COMMENT.test(line))
  const known = new Map<string, string>()
  const fill = fillerFrom(known)
  const found = new Map<string, Labelled>()
  const rest: string[] = []
  let part = ''
  for (const [index, line] of lines.entries()) {
    const pair = pairIn(line.replace(/^\$env:/i, ''), fill)
    const above = lines[index - 1] ?? ''
    const { name, value } = pair ?? { name: above, value: line }
    const isUnderLabel = LABEL_ALONE.test(above) && !LABEL_ALONE.test(line)
    part = SECTION.exec(line)?.[1] ?? part
    if (pair === null || !pair.isAssigned) rest.push(line)
    if (pair !== null || isUnderLabel)
      found.set(pair?.isAssigned === true ? `${part}=${name}` : `:${index}`, {
        label: bare(name),
        path: [],
        value,
        part,
      })
    if (pair !== null) known.set(name, value)
  }
  return { labelled: [...found.values()], rest: rest.join('\n') }
}

/** Longer words before a `=` or `:` are a sentence. */
const LONGEST_HEAD = 100
const HEAD = /^(?:export\s{1,9}|set\s{1,9}|-\s{1,9})?(["']?)([A-Za-z][\w .-]{0,40}?)(["']?)\s{0,9}$/

type Pair = { readonly name: string; readonly value: string; readonly isAssigned: boolean }

/** A label before a colon has no dots and few words, or a sentence with a colon in it would count as one. */
function pairIn(line: string, fill: (value: string) => string): Pair | null {
  const at = line.search(/[=:]/)
  if (at < 0 || at > LONGEST_HEAD || line.startsWith('://', at)) return null
  const isAssigned = line[at] === '='
  const [, opened = '', name, closed = ''] = HEAD.exec(line.slice(0, at)) ?? []
  if (name === undefined || (!isAssigned && name.includes('.'))) return null
  // `set "NAME=value"`
  const isAround = isAssigned && opened !== '' && closed === '' && line.endsWith(opened)
  const written = line.slice(at + 1, isAround ? -1 : undefined).trim()
  const bared = withoutQuotes(isAssigned ? withoutComma(withoutComment(written)) : withoutEndComma(written)).trim()
  const value = written.startsWith("'") ? bared : fill(bared)
  return value === '' ? null : { name, value, isAssigned }
}

const VARIABLE = /\$(?:\{(\w{1,60})(?::?-([^{}]{0,200}))?\}|([A-Za-z_]\w{0,60}))/g

/**
 * `${HOST}` and `$HOST` are what stands above under that name, as shells and those who read such files for programs have it.
 * What all of them bring together is bounded: each may hold the one before it twice.
 */
function fillerFrom(known: ReadonlyMap<string, string>): (value: string) => string {
  let room = LONGEST
  return (value) =>
    value.replace(VARIABLE, (whole, braced: string | undefined, instead: string | undefined, plain = '') => {
      const text = known.get(braced ?? plain) ?? instead ?? whole
      room -= text.length
      return room < 0 ? whole : text
    })
}

/**
 * Behind the closing quote of a value, or after a space, `#` begins a comment, as the programs have it that read such
 * files; within a value it is a part of it.
 */
function withoutComment(written: string): string {
  const quote = written[0]
  const end = quote === '"' || quote === "'" ? written.indexOf(quote, 1) : -1
  const behind = end < 0 ? '' : written.slice(end + 1).trim()
  if (end > 0 && (behind === '' || behind.startsWith('#'))) return written.slice(0, end + 1)
  const comment = written.search(/\s#/)
  return comment < 0 ? written : written.slice(0, comment).trim()
}

/** Behind a closing quote, as lists of programming languages have it; else it is a part of the value. */
function withoutComma(value: string): string {
  return /["'],$/.test(value) ? value.slice(0, -1) : value
}

function withoutEndComma(value: string): string {
  return value.endsWith(',') ? value.slice(0, -1) : value
}

function withoutQuotes(value: string): string {
  const quote = value[0]
  const quoted = value.length > 1 && (quote === '"' || quote === "'") && value.endsWith(quote)
  return quoted ? value.slice(1, -1) : value
}

function bare(label: string): string {
  return label.toLowerCase().replace(/[^a-z]/g, '')
}
