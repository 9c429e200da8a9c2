/** A value in a pasted text and what stood before it: the bare label for guessing, the path where JSON gave one. */
export type Labelled = {
  /** Lower case, letters only. */
  readonly label: string
  readonly path: readonly string[]
  readonly value: string
}

/** More would be no copied setting any more. */
const LONGEST = 200_000

/** A value under a name, as configuration files have them. */
export function labelledAs(name: string, value: string): Labelled {
  return { label: bare(name), path: [], value }
}

export function labelledIn(text: string): readonly Labelled[] {
  const bounded = text.slice(0, LONGEST)
  return jsonIn(bounded) ?? linesIn(bounded)
}

/** The text as JSON, or the JSON that stands in the midst of it. Null when there is none. */
function jsonIn(text: string): readonly Labelled[] | null {
  const start = text.indexOf('{')
  const end = text.lastIndexOf('}')
  if (start < 0 || end <= start) return null
  try {
    return leavesOf(JSON.parse(text.slice(start, end + 1)) as unknown, [])
  } catch {
    return null
  }
}

const DEEPEST = 4

function leavesOf(value: unknown, path: readonly string[]): readonly Labelled[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return [{ label: bare(path.at(-1) ?? ''), path, value: String(value) }]
  }
  if (typeof value !== 'object' || value === null || path.length >= DEEPEST) return []
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}

/** `KEY=value`, `Label: value`, and a label on a line of its own above its value. */
function linesIn(text: string): readonly Labelled[] {
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const known = new Map<string, string>()
  return lines.flatMap((line, index) => {
    const pair = pairIn(line.replace(/^\$env:/i, ''), known)
    if (pair !== null) {
      known.set(pair.label, pair.value)
      return [pair]
    }
    const above = lines[index - 1] ?? ''
    const isLabel = /^[A-Za-z][A-Za-z _-]{2,30}:?$/.test(above) && !/^[A-Za-z][A-Za-z _-]{2,30}:?$/.test(line)
    return isLabel ? [{ label: bare(above), path: [], value: line }] : []
  })
}

/** Longer words before a `=` or `:` are a sentence. */
const LONGEST_HEAD = 100
const HEAD = /^(?:export\s{1,9}|set\s{1,9}|-\s{1,9})?["']?([A-Za-z][\w -]{0,40}?)["']?\s{0,9}$/

/** The label has no dots and few words, or a sentence with a colon in it would count as one. */
function pairIn(line: string, known: ReadonlyMap<string, string>): Labelled | null {
  const at = line.search(/[=:]/)
  if (at < 0 || at > LONGEST_HEAD || line.startsWith('://', at)) return null
  const label = HEAD.exec(line.slice(0, at))?.[1]
  const written = line.slice(at + 1).trim()
  const bared = withoutQuotes(withoutComma(line[at] === '=' ? withoutComment(written) : written)).trim()
  const value = written.startsWith("'") ? bared : filledIn(bared, known)
  return label === undefined || value === '' ? null : { label: bare(label), path: [], value }
}

/** `${HOST}` is what stands above under that name, as shells and those who read such files for programs have it. */
function filledIn(value: string, known: ReadonlyMap<string, string>): string {
  return value.replace(/\$\{(\w{1,60})\}/g, (whole, name: string) => known.get(bare(name)) ?? whole)
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

function withoutComma(value: string): string {
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
