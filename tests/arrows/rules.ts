import { posix } from 'node:path'
import { findCircles } from './circles.ts'
import { computed, readSource, type Source } from './source.ts'

/** Source files by their path from the project's folder, with `/`. */
export type Tree = Record<string, string>

type Arrow = { from: string; to: string }

/**
 * Who may import what (docs/architecture.md "Arrows"). `to` is a file of the tree, a package, or `node:*`; null allows
 * it.
 */
const rules: { area: string; refuse: (to: string) => string | null }[] = [
  { area: 'shared/', refuse: onlyInto(['shared/'], ['zod', 'yaml']) },
  { area: 'electron/core/', refuse: onlyInto(['electron/core/', 'shared/'], ['zod']) },
  { area: 'electron/adapters/', refuse: notInto(['electron/doors/', 'electron/commands/']) },
  { area: 'electron/doors/', refuse: notInto(['electron/adapters/']) },
  { area: 'electron/', refuse: notInto(['renderer/', 'tests/', 'scripts/']) },
  { area: 'renderer/', refuse: notInto(['electron/', 'tests/', 'scripts/']) },
]

const pureAreas = ['shared/', 'electron/core/']
const longest = 300
/** More than that in one folder, and nobody finds a thing by walking. */
const fullest = 20

/** A file named after nothing in particular gathers everything; the name of its one thing is the better one. */
const vagueName = /^(utils?|helpers?|common|managers?|types)$|-(utils?|helpers?|managers?)$/

/** Everything in the tree that breaks a rule, one sentence each, in the order of the files. */
export function violations(tree: Tree): string[] {
  const paths = Object.keys(tree).sort()
  const sources = new Map(paths.map((path) => [path, readSource(path, tree[path] ?? '')]))
  const arrows = [...sources].flatMap(([from, source]) => arrowsOf(from, source))
  return [
    ...arrows.flatMap(wrongArrow),
    ...findCircles(arrows.filter((arrow) => sources.has(arrow.to))).map((circle) => `circle: ${circle.join(' -> ')}`),
    ...[...sources].flatMap(([path, source]) => [...wrongShape(path, source), ...wrongName(path)]),
    ...fullFolders(paths),
  ]
}

function arrowsOf(from: string, source: Source): Arrow[] {
  const targets = source.imports.map((to) => (to.startsWith('.') ? posix.join(posix.dirname(from), to) : to))
  return [...new Set(targets)].map((to) => ({ from, to }))
}

function wrongArrow({ from, to }: Arrow): string[] {
  if (to === computed) return [`${from} imports ${to}: an import must name its file`]
  return rules
    .filter((rule) => from.startsWith(rule.area))
    .flatMap((rule) => rule.refuse(to) ?? [])
    .map((reason) => `${from} imports ${to}: ${reason}`)
}

function onlyInto(areas: string[], packages: string[]) {
  return (to: string) => {
    const allowed = areas.some((area) => to.startsWith(area)) || packages.some((name) => isOf(name, to))
    return allowed ? null : `only ${[...areas, ...packages].join(', ')} may be imported here`
  }
}

function notInto(areas: string[]) {
  return (to: string) => {
    const area = areas.find((one) => to.startsWith(one))
    return area ? `${area} is out of bounds here` : null
  }
}

function isOf(name: string, to: string): boolean {
  return to === name || to.startsWith(`${name}/`)
}

function wrongShape(path: string, source: Source): string[] {
  const impurities = pureAreas.some((area) => path.startsWith(area)) ? source.impurities : []
  const long = source.lines > longest ? [`${path} has ${source.lines} lines: split it at ${longest}`] : []
  return [...impurities.map((text) => `${path} uses ${text}: time and chance come in through a port`), ...long]
}

/** Folders of a tree that hold too many files themselves. */
export function fullFolders(paths: string[]): string[] {
  return [...Map.groupBy(paths, posix.dirname)]
    .filter(([, files]) => files.length > fullest)
    .map(([folder, files]) => `${folder} holds ${files.length} files: split it at ${fullest}`)
}

function wrongName(path: string): string[] {
  const names = path.split('/').map((name) => name.replace(/\..*$/, ''))
  return names.some((name) => vagueName.test(name)) ? [`${path} is named after nothing in particular`] : []
}
