/**
 * The DRAW server for tests as a process of its own. The first line on stdout is its URL.
 *
 *   node tests/kit/draw/draw-server-main.ts '{"accessLifeSeconds":12,"port":8123}'
 *
 * It ends on SIGTERM, on SIGINT, or when a pipe on its stdin is closed (so that it cannot outlive its starter).
 */
import { fstatSync } from 'node:fs'
import { z } from 'zod'
import { startDrawServer } from './draw-server.ts'
import { drawSettingsSchema } from './draw-settings.ts'

const optionsSchema = drawSettingsSchema.extend({ port: z.int().min(0).max(65_535) }).partial()

const options = optionsSchema.parse(JSON.parse(process.argv[2] ?? '{}'))
const server = await startDrawServer(Object.fromEntries(Object.entries(options)))
process.stdout.write(`${server.url}\n`)

const end = () => void server.stop().then(() => process.exit(0))
process.once('SIGTERM', end)
process.once('SIGINT', end)
if (isPipe()) process.stdin.resume().once('end', end)

function isPipe(): boolean {
  const stdin = fstatSync(0)
  return stdin.isFIFO() || stdin.isSocket()
}
