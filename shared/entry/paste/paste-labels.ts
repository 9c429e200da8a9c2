/** A value in a pasted text and what stood before it: the bare label for guessing, the path where JSON gave one. */
export type Labelled = {
  /** Lower case, letters only. */
  readonly label: string
  readonly path: readonly string[]
  readonly value: string
  /** The branch of JSON or section of an INI file that it stands in: another part may be for another server. */
  readonly part: string
}

/** `rest` is the text without a label, where tokens may be looked for; comments are not in it. */
export type LabelledText = { readonly labelled: readonly Labelled[]; readonly rest: string }

/** Longer text is not a copied setting. */
const MAX_LENGTH = 200_000

/** A value under a name, as configuration files have them. */
export function labelledAs(name: string, value: string): Labelled {
  return { label: lettersOnly(name), path: [], value, part: '' }
}

export function labelledIn(text: string): LabelledText {
  const bounded = text.slice(0, MAX_LENGTH)
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

const MAX_DEPTH = 4

function leavesOf(value: unknown, path: readonly string[]): readonly Labelled[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return [leafAt(path, String(value))]
  }
  if (typeof value !== 'object' || value === null || path.length >= MAX_DEPTH) return []
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}

/** `{"refresh": {"token": ...}}`: the parent key says which token it is. */
const OF_TOKEN = /^(access|refresh|id)$/
const ITS_OWN = /^(token|jwt|expires|expiry|expires(in|at|on))$/

function leafAt(path: readonly string[], value: string): Labelled {
  const [owner, key] = [lettersOnly(path.at(-2) ?? ''), lettersOnly(path.at(-1) ?? '')]
  const isOwned = OF_TOKEN.test(owner) && ITS_OWN.test(key)
  return { label: isOwned ? owner + key : key, path, value, part: path.slice(0, isOwned ? -2 : -1).join('.') }
}

const COMMENT = /^(#|;|\/\/)/
const SECTION = /^\[([\w .:-]{1,100})\]$/
const LABEL_ALONE = /^[A-Za-z][A-Za-z _-]{2,30}:?$/

/** `KEY=value`, `Label: value`, and a label on a line of its own above its value. The last of several values of one name counts. */
function linesIn(text: string): LabelledText {
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !COMMENT.test(line))
  const known = new Map<string, string>()
  const expand = variableExpander(known)
  const found = new Map<string, Labelled>()
  const rest: string[] = []
  let part = ''
  for (const [index, line] of lines.entries()) {
    const pair = pairIn(line.replace(/^\$env:/i, ''), expand)
    const above = lines[index - 1] ?? ''
    const { name, value } = pair ?? { name: above, value: line }
    const isUnderLabel = LABEL_ALONE.test(above) && !LABEL_ALONE.test(line)
    part = SECTION.exec(line)?.[1] ?? part
    if (pair === null || !pair.isAssigned) rest.push(line)
    if (pair !== null || isUnderLabel)
      found.set(pair?.isAssigned === true ? `${part}=${name}` : `:${index}`, {
        label: lettersOnly(name),
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

/** A label before a colon has no dots and few words; otherwise a sentence with a colon in it would count as one. */
function pairIn(line: string, expand: (value: string) => string): Pair | null {
  const at = line.search(/[=:]/)
  if (at < 0 || at > LONGEST_HEAD || line.startsWith('://', at)) return null
  const isAssigned = line[at] === '='
  const [, openingQuote = '', name, closingQuote = ''] = HEAD.exec(line.slice(0, at)) ?? []
  if (name === undefined || (!isAssigned && name.includes('.'))) return null
  // `set "NAME=value"`
  const isQuotedWhole = isAssigned && openingQuote !== '' && closingQuote === '' && line.endsWith(openingQuote)
  const written = line.slice(at + 1, isQuotedWhole ? -1 : undefined).trim()
  const unquoted = withoutQuotes(isAssigned ? withoutComma(withoutComment(written)) : withoutEndComma(written)).trim()
  const value = written.startsWith("'") ? unquoted : expand(unquoted)
  return value === '' ? null : { name, value, isAssigned }
}

const VARIABLE = /\$(?:\{(\w{1,60})(?::?-([^{}]{0,200}))?\}|([A-Za-z_]\w{0,60}))/g

/**
 * Expands `${HOST}` and `$HOST` to the value above under that name, as shells and dotenv readers do. The expanded text is
 * bounded in all: each value may hold the one before it twice, which doubles it every time.
 */
function variableExpander(known: ReadonlyMap<string, string>): (value: string) => string {
  let room = MAX_LENGTH
  return (value) =>
    value.replace(VARIABLE, (whole, braced: string | undefined, instead: string | undefined, plain = '') => {
      const text = known.get(braced ?? plain) ?? instead ?? whole
      room -= text.length
      return room < 0 ? whole : text
    })
}

/**
 * `#` begins a comment behind the closing quote of a value, or after a space, as in dotenv readers; elsewhere it is a part
 * of the value.
 */
function withoutComment(written: string): string {
  const quote = written[0]
  const end = quote === '"' || quote === "'" ? written.indexOf(quote, 1) : -1
  const behind = end < 0 ? '' : written.slice(end + 1).trim()
  if (end > 0 && (behind === '' || behind.startsWith('#'))) return written.slice(0, end + 1)
  const comment = written.search(/\s#/)
  return comment < 0 ? written : written.slice(0, comment).trim()
}

/** A comma behind a closing quote is a list's, as in programming languages; otherwise it is a part of the value. */
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

function lettersOnly(label: string): string {
  return label.toLowerCase().replace(/[^a-z]/g, '')
}
