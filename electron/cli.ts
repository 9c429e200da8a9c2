import { fastToken } from './commands/fast-token.ts'
import { isNodeTooOld, runUnderOwnNode } from './commands/own-node.ts'

/** The command line: under a Node that is too old in another one, `token` on its short way, all the rest in main.ts. */
const words = process.argv.slice(2)

if (isNodeTooOld(process.versions.node)) {
  process.exitCode = await runUnderOwnNode(import.meta.url, words)
} else if (!(await fastToken(words))) {
  const { main } = await import('./commands/main.ts')
  await main(words)
}
