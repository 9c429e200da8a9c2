import { isNodeTooOld } from './commands/node-version.ts'
import { fastToken } from './commands/tokens/fast-token.ts'

/**
 * The command line: under a Node that is too old in the one that we carry, `token` on its short way, all the rest in
 * main.ts, which is not loaded before it is needed.
 */
const words = process.argv.slice(2)

if (isNodeTooOld(process.versions.node)) {
  const { runUnderOwnNode } = await import('./commands/hosts/own-node.ts')
  process.exitCode = await runUnderOwnNode(import.meta.url, words)
} else if (await fastToken(words)) {
  // Leaving at once saves the time that Node takes to tear itself down.
  process.exit(0)
} else {
  const { main } = await import('./commands/main.ts')
  await main(words)
}
