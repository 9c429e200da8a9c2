import '../require-node.mjs'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../project.mjs'

/**
 * What docs/changelog.md says of the version of a tag. Throws where the tag is not the version in package.json, or the
 * changelog has no words for it: such a release would be a surprise to somebody.
 * @param {string} tag `v1.2.3`
 * @param {{ version: string, changelog: string }} project
 */
export function releaseNotes(tag, { version, changelog }) {
  if (tag !== `v${version}`) throw new Error(`The tag is ${tag}, and package.json says ${version}.`)
  const [, text = ''] = changelog.split(`\n## ${version}\n`)
  const [notes = ''] = text.split('\n## ')
  if (notes.trim() === '') throw new Error(`docs/changelog.md says nothing of ${version}.`)
  return `${notes.trim()}\n`
}

/** `node scripts/package/release-notes.mjs TAG`: prints them, for the workflow. */
if (import.meta.filename === process.argv[1]) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const changelog = readFileSync(join(root, 'docs', 'changelog.md'), 'utf8')
  process.stdout.write(releaseNotes(process.argv[2] ?? '', { version, changelog }))
}
