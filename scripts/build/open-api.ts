import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openApiDocument } from '../../shared/api/open-api.ts'
import { root } from '../project.mjs'

/** Writes openapi.json at the path that is named. */
const [, , path = ''] = process.argv
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
writeFileSync(path, `${JSON.stringify(openApiDocument(version))}\n`)
