import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../project.mjs'

/**
 * The programs of the product: name in dist/ -> source. One that is not written yet is left out.
 * @type {Record<string, string>}
 */
export const entries = Object.fromEntries(
  Object.entries({
    cli: 'electron/cli.ts',
    main: 'electron/main.ts',
    'keychain-program': 'electron/adapters/node/keychain/keychain-program.ts',
    'client/everbearer': 'electron/client/everbearer.ts',
  })
    .map(([name, source]) => [name, join(root, source)])
    .filter(([, source = '']) => existsSync(source)),
)
