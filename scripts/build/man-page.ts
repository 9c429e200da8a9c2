import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandContext } from '../../electron/commands/context.ts'
import { manPage } from '../../electron/commands/output/man-page.ts'
import { createProgram } from '../../electron/commands/program.ts'
import { english } from '../../shared/text/command-line-texts.ts'
import { root } from '../project.mjs'

/** Writes the page for man(1) at the path that is named. No command is run: only their words are looked at. */
const [, , path = ''] = process.argv
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const context = { texts: english, version, terminal: { columns: 80 } } as unknown as CommandContext
const program = await createProgram(context, () => undefined)
writeFileSync(path, manPage(english, program, version))
