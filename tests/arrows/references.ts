import { parseSync } from 'vite'

/**
 * What comments and documents point to has to be there: a file, a document's section by number (`docs/decisions.md 9`) or
 * heading (`docs/command-line.md "Exit codes"`), a link. A standard's sections are the standard's.
 */

/** All files of the repository by their path from its folder, with `/`, and what stands in the documents among them. */
export type Papers = { readonly files: ReadonlySet<string>; readonly documents: Readonly<Record<string, string>> }

const NUMBERS = String.raw`\d+[a-e]?(?:(?:,? and|,| to) \d+[a-e]?)*`
const FILE = /(?<![\w./@-])(?:\.{1,2}\/)*((?:[\w.-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:tsx?|mjs|css|md|py))(?![\w/])/g
const FOLDER = /(?<![\w./@-])((?:docs|electron|renderer|scripts|shared|tests)(?:\/[\w-]+)+)(?![\w/*{-]|\.\w)/g
const SECTION = new RegExp(String.raw`(docs\/[\w/.-]+\.md)(?: (${NUMBERS})| "([^"]+)")`, 'g')
const BARE_SECTION = new RegExp(String.raw`\b[Ss]ections? (${NUMBERS})`, 'g')
const BARE_DECISION = /\b[Dd]ecisions? \d+/g
const LINK = /\]\((?!https?:|#)([^)#\s]+)(?:#([\w-]+))?\)/g
const STANDARD = /RFC \d+|\bCore\b|\bISO\b|\bECMA|\bsemver|\bHTML\b/

/** Every reference in this file that leads nowhere, as it stands there. */
export function deadReferences(path: string, text: string, papers: Papers): string[] {
  const isDocument = path.endsWith('.md')
  const passages = isDocument ? [text] : commentsIn(path, text)
  const cited = citedIn(passages.join('\n'))
  return passages.flatMap((passage) => [
    ...missingFiles(passage, papers),
    ...missingSections(passage, papers),
    ...[...passage.matchAll(BARE_DECISION)].map(([found]) => found),
    ...(isDocument ? deadLinks(path, text, papers) : homeless(passage, cited, papers)),
  ])
}

/** Each as one line, without the stars at the beginning of its lines. */
function commentsIn(path: string, text: string): string[] {
  const { comments } = parseSync(path, text)
  return comments.map(({ value }) => value.replaceAll(/\s*\n\s*\*? ?/g, ' '))
}

function citedIn(text: string): string[] {
  return [...new Set([...text.matchAll(/docs\/[\w/.-]+\.md/g)].map(([document]) => document))]
}

function missingFiles(passage: string, papers: Papers): string[] {
  const all = [...papers.files]
  const files = [...passage.matchAll(FILE)].map(([, name = '']) => name)
  const folders = [...passage.matchAll(FOLDER)].map(([, name = '']) => name)
  return [
    ...files.filter((name) => !papers.files.has(name) && !all.some((file) => file.endsWith(`/${name}`))),
    // A word in capitals stands for any name.
    ...folders.filter((name) => !/\/[A-Z]+(\/|$)/.test(name) && !isFolder(name, papers)),
  ]
}

function isFolder(name: string, { files }: Papers): boolean {
  return [...files].some((file) => file.startsWith(`${name}/`))
}

function missingSections(passage: string, papers: Papers): string[] {
  return [...passage.matchAll(SECTION)].flatMap(([, document = '', numbers, title]) => {
    const there = headingsOf(document, papers)
    const wanted = numbers === undefined ? [title ?? ''] : numbersIn(numbers)
    return wanted.filter((each) => !there.includes(each)).map((each) => `${document} ${each}`)
  })
}

/** "(section 4)" means the document that the file cites; in a file that cites none it has to stand beside a standard's name. */
function homeless(passage: string, cited: readonly string[], papers: Papers): string[] {
  return [...passage.matchAll(BARE_SECTION)].flatMap((found) => {
    const before = passage.slice(0, found.index)
    if (STANDARD.test(cited.length > 0 ? before.slice(-60) : before)) return []
    const there = cited.flatMap((document) => headingsOf(document, papers))
    return numbersIn(found[1] ?? '').some((number) => !there.includes(number)) ? [found[0]] : []
  })
}

function deadLinks(path: string, text: string, papers: Papers): string[] {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : ''
  return [...text.matchAll(LINK)].flatMap(([link, target = '', anchor]) => {
    const { pathname } = new URL(target, `file:///${folder}`)
    const file = pathname.slice(1)
    if (isFolder(file, papers)) return []
    if (!papers.files.has(file)) return [link]
    const anchors = headingsOf(file, papers).map((title) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    )
    return anchor === undefined || anchors.includes(anchor) ? [] : [link]
  })
}

/** A heading as a whole, its words, and its number. */
function headingsOf(document: string, { documents }: Papers): string[] {
  const headings = [...(documents[document] ?? '').matchAll(/^(?:#{1,4} |- \*\*)((?:(\d+[a-e]?)\. )?([^*\n]+))/gm)]
  return headings.flatMap(([, whole = '', number, words = '']) => [whole, words, ...(number ? [number] : [])])
}

/** `1 to 3` is all three. */
function numbersIn(text: string): string[] {
  const [from, to] = text.split(' to ').map(Number)
  if (from !== undefined && to !== undefined && to > from)
    return Array.from({ length: to - from + 1 }, (_, index) => String(from + index))
  return text.match(/\d+[a-e]?/g) ?? []
}
