import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, join, posix, relative, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import type { Plugin, UserConfig } from 'vite'
import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { buildMark } from './scripts/build/build-mark.mjs'
import { inputs } from './scripts/build/bundle.mjs'
import { entries } from './scripts/build/entries.mjs'
import { pageFirstFrame } from './scripts/build/page-first-frame.ts'
import { pageIntegrity } from './scripts/build/page-integrity.ts'
import { inCi } from './scripts/in-ci.mjs'
import { elderBuild } from './tests/kit/electron-25/elder-build.ts'
import { KEYRING_ENDED_ITSELF } from './tests/kit/keyrings/keyring-ended-itself.ts'
import { LongestFirst } from './tests/kit/longest-first.ts'

const root = import.meta.dirname

/** Compiled parts cannot be bundled; they are loaded from node_modules. */
const natives = ['keytar', 'fs-native-extensions']

/** Neither bundled nor in node_modules of a package: the runtime itself brings it. */
const runtime = ['electron']

/**
 * `new URL('./keychain-program.ts', import.meta.url)` names a file to run. It is right in the source, which Node 24 runs as
 * it is; in a bundle the code has moved, so here the address is turned to that entry's place in dist/.
 */
function entryAddresses(): Plugin {
  const address = /new URL\(\s*(['"`])(\.{1,2}\/[^'"`]+\.ts)\1\s*,\s*import\.meta\.url\s*\)/g
  return {
    name: 'everbearer:entry-addresses',
    apply: 'build',
    renderChunk(code, chunk) {
      if (!code.includes('import.meta.url')) return null
      return code.replace(address, (_whole, _quote, source: string) => {
        const name = basename(source, '.ts')
        if (!(name in entries)) this.error(`${chunk.fileName} runs ${source}, which is no entry of vite.config.ts`)
        const path = relative(posix.dirname(chunk.fileName), `${name}.js`).replaceAll('\\', '/')
        return `new URL('${path.startsWith('.') ? path : `./${path}`}', import.meta.url)`
      })
    },
  }
}

/** The command line is run by its path too; npm would set its executable bit only when it installs. */
function executableCli(): Plugin {
  return {
    name: 'everbearer:executable-cli',
    apply: 'build',
    renderChunk(code, chunk) {
      return chunk.isEntry && chunk.name === 'cli' && !code.startsWith('#!') ? `#!/usr/bin/env node\n${code}` : null
    },
    writeBundle(output) {
      const cli = resolve(root, output.dir ?? 'dist', 'cli.js')
      if (existsSync(cli)) chmodSync(cli, 0o755)
    },
  }
}

/**
 * cli.ts with all that it imports becomes one file, though the other programs use parts of the same sources: programs
 * call `everbearer token` before each of their requests, and each further file costs such a call a millisecond. So its
 * imports get modules of their own, marked by a query; what it loads only later stays shared.
 */
function wholeCli(): Plugin {
  const mark = '?whole'
  const cli = resolve(root, 'electron/cli.ts')
  return {
    name: 'everbearer:whole-cli',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer, { kind }) {
      const within = importer === cli || importer?.endsWith(mark)
      if (!within || kind !== 'import-statement' || !source.startsWith('.')) return null
      const found = await this.resolve(source, importer?.replace(mark, ''))
      return found === null ? null : `${found.id}${mark}`
    },
    load(id) {
      if (!id.endsWith(mark)) return null
      const path = id.replace(mark, '')
      const text = readFileSync(path, 'utf8')
      if (!path.endsWith('package.json')) return { code: text, moduleType: 'ts' }
      // The bundler would take all of it along for the sake of one field.
      return { code: JSON.stringify({ version: JSON.parse(text).version }), moduleType: 'json' }
    },
  }
}

/**
 * An `import` of a builtin module makes Node look at all of its exports first: of node:fs that loads a good part of Node,
 * of node:http all that `fetch` is made of. Taken this way, only the module itself is loaded. A Node that cannot do this
 * is too old, which cli.ts says before it uses any.
 */
function quickBuiltins(): Plugin {
  const builtin = /^import (?:(?:\* as )?(\w[\w$]*))?(?:, )?(?:\{ ([^}]+) \})? from "([\w:/]+)";$/gm
  return {
    name: 'everbearer:quick-builtins',
    apply: 'build',
    renderChunk(code, chunk) {
      const isCli = chunk.isEntry && chunk.name === 'cli'
      return code.replace(builtin, (line, whole: string | undefined, names: string | undefined, from: string) => {
        if (!isBuiltin(from)) return line
        // It is there anyhow, and under this name would hide itself from the lines above.
        if (whole === 'process') return ''
        const module = isCli ? `process.getBuiltinModule?.("${from}") ?? {}` : `process.getBuiltinModule("${from}")`
        const bound = [whole, names && `{ ${names.replaceAll(' as ', ': ')} }`].filter((each) => each !== undefined)
        return bound.map((each) => `const ${each} = ${module};`).join(' ')
      })
    },
  }
}

/**
 * V8 keeps the text of a program for as long as that runs, with two bytes for each letter once a single one (an ellipsis in
 * a sentence) does not fit into one: such letters are written as escapes.
 */
function oneByteText(): Plugin {
  return {
    name: 'everbearer:one-byte-text',
    apply: 'build',
    // Any sooner, and the printer writes the letters out again.
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk') chunk.code = chunk.code.replace(/[^\0-\xff]/g, escaped)
      }
    },
  }
}

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/**
 * For tests alone (`vite build --mode faults`): what touches the world is reached through the modules of the same name in
 * tests/kit/fault-points, which wrap it and can end the process at each of its steps.
 */
function faultPoints(): Plugin {
  const points = resolve(root, 'tests/kit/fault-points')
  const wrapped = [
    'electron/adapters/node/clock.ts',
    'electron/adapters/node/http/http.ts',
    'electron/adapters/node/keychain/keychain.ts',
    'electron/adapters/node/keychain/library-keychain.ts',
    'electron/adapters/node/keychain/secret-service/secret-keyring.ts',
    'electron/hosting/version.ts',
  ].map((path) => resolve(root, path))
  const filing = ['atomic-write.ts', 'encrypted-file.ts', 'journal-file.ts', 'vault-key.ts']
  return {
    name: 'everbearer:fault-points',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (importer === undefined || importer.startsWith(points)) return null
      if (source === 'node:fs/promises' && filing.includes(basename(importer))) return join(points, 'file-calls.ts')
      const point = join(points, basename(source))
      if (!source.startsWith('.') || !existsSync(point)) return null
      const found = await this.resolve(source, importer)
      return found !== null && wrapped.includes(found.id) ? point : null
    },
  }
}

const apart = ['integration', 'desktop/{real,real-long}', 'e2e', 'long']
/** These put other modules in the place of ours, which the files after them must not see. */
const mocking = ['fifth-system', 'adapters/node/shortage']
const minutes = 60_000
/** The session that tests put around a window is made of Debian's parts. */
const isLinux = process.platform === 'linux'
/** One test installs a package: only as root, and where the machine is there for tests. */
const mayInstall = isLinux && inCi && process.getuid?.() === 0

/**
 * gnome-keyring can end itself when a program's first message overtakes its own note of that program (its issue 190), KeePassXC
 * 2.7.4 when something changes while a thread of its own writes the file; both more likely on a busy machine, and twice in a row
 * has been seen. Without a keyring a test says nothing about us; tests/kit/keyrings sees those ends, and nothing else is run again.
 */
const RUN_AGAIN = { count: 3, condition: new RegExp(KEYRING_ENDED_ITSELF) }

/**
 * One vitest project over tests/NAME. These run the built dist/ and real parts, so they get time; and the more of it they
 * wait (for locks, deadlines, tokens to end), the more workers.
 */
function realParts(
  name: string,
  timeout: number,
  maxWorkers = 2,
  exclude: string[] = [],
  folder: string = `tests/${name}`,
) {
  return {
    extends: true as const,
    test: {
      name,
      include: [`${folder}/**/*.test.ts`],
      exclude,
      testTimeout: timeout,
      hookTimeout: timeout,
      maxWorkers,
      retry: RUN_AGAIN,
    },
  }
}

/** For files whose modules keep nothing that the next file must not find: a worker loads the core once, and not per file. */
function withSharedModules(project: ReturnType<typeof realParts>) {
  return { ...project, test: { ...project.test, isolate: false } }
}

/**
 * Four files of script: what begins the page (renderer/begin.ts), what the first screen needs, what its answers are held against
 * once that is there, and the rest. Each file more costs a page as much as 50 kB more of script.
 */
const pageChunks = [
  { name: 'begin', test: /begin\.ts$|list-place\.ts$|index\.html|preload-helper|rolldown[/\\]runtime/, priority: 3 },
  { name: 'first', tags: ['$initial' as const], priority: 2 },
  { name: withAllOf('schemas', resolve(root, 'renderer/host/schemas.ts')), debugName: 'schemas', priority: 1 },
  { name: 'later', test: /./, priority: 0 },
]

type ModuleGraph = { getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null }

/** The file's name for that module and all that it cannot run without. */
function withAllOf(name: string, module: string) {
  let reached: Set<string> | null = null
  return (id: string, graph: ModuleGraph): string | null => {
    if (reached === null) {
      reached = new Set([module])
      // A set that grows is gone through to its end.
      for (const each of reached) for (const next of graph.getModuleInfo(each)?.importedIds ?? []) reached.add(next)
    }
    return reached.has(id) ? name : null
  }
}

/**
 * The page, built by `vite build --mode page`. Addresses are relative, so that the same files serve a window and a
 * loopback address; nothing is inlined, since the page's content policy refuses data: and inline parts.
 */
const page: UserConfig = {
  root: resolve(root, 'renderer'),
  base: './',
  plugins: [
    react({ jsxImportSource: '#painted' }),
    pageFirstFrame(resolve(root, 'renderer/first-frame.css')),
    pageIntegrity(),
  ],
  build: {
    target: 'es2023',
    outDir: resolve(root, 'dist/page'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: {
      input: { index: resolve(root, 'renderer/index.html'), main: resolve(root, 'renderer/main.tsx') },
      output: { codeSplitting: { groups: pageChunks } },
    },
  },
}

/**
 * The preload, built by `vite build --mode preload`: one CommonJS file, since a sandboxed preload can load neither a
 * module nor a second file.
 */
const preload: UserConfig = {
  build: {
    target: 'chrome140',
    outDir: resolve(root, 'dist'),
    emptyOutDir: false,
    copyPublicDir: false,
    minify: false,
    reportCompressedSize: false,
    lib: { entry: resolve(root, 'electron/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: runtime },
  },
}

const programs = (command: 'build' | 'serve', more: Plugin[] = []): ViteUserConfig => ({
  plugins: [...more, wholeCli(), entryAddresses(), executableCli(), quickBuiltins(), oneByteText()],
  build: {
    ssr: true,
    target: 'node22',
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: entries,
      external: [...natives, ...runtime],
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        // They would be kept in memory with the rest.
        comments: { legal: true, jsdoc: false, annotation: false },
      },
    },
  },
  // electron/hosting/build.ts: which build this is.
  ...(command === 'build' ? { define: { BUILD_MARK: JSON.stringify(buildMark(inputs)) } } : {}),
  resolve: { alias: { 'when-exit': resolve(root, 'electron/adapters/electron/when-exit.ts') } },
  // Only the build takes the dependencies in; tests load them from node_modules, which is faster.
  ...(command === 'build' ? { ssr: { noExternal: true, external: [...natives, ...runtime] } } : {}),
  test: {
    setupFiles: ['tests/kit/processes/clean-environment.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: [...apart, ...mocking].map((name) => `tests/${name}/**`),
          // Modules keep no state between tests, so the files of a worker share them: loading them took half the time.
          isolate: false,
          // Left alone, vitest takes one less than there are processors.
          maxWorkers: 3,
          // For what hangs. Vitest's own five seconds are a wall clock that a busy machine runs past.
          testTimeout: 3 * minutes,
          hookTimeout: 3 * minutes,
        },
      },
      {
        extends: true,
        test: {
          name: 'unit-mocking',
          include: mocking.map((name) => `tests/${name}/**/*.test.ts`),
          testTimeout: 3 * minutes,
          hookTimeout: 3 * minutes,
        },
      },
      withSharedModules(realParts('integration', 5 * minutes, 3)),
      withSharedModules(realParts('real-desktop', 5 * minutes, 2, [], 'tests/desktop/real')),
      realParts('real-desktop-long', 10 * minutes, 2, isLinux ? [] : ['**/session*'], 'tests/desktop/real-long'),
      withSharedModules(realParts('e2e', 5 * minutes, 5)),
      realParts('long', 20 * minutes, 2, mayInstall ? [] : ['tests/long/installed-package.test.ts']),
    ],
  },
})

export default defineConfig(({ command, mode }) => {
  // For tests alone: `vite build --mode elder-NAME` makes the same for a runtime that is older than the product's own.
  if (mode === 'elder-page') return elderBuild(page, 'page')
  if (mode === 'elder-preload') return elderBuild(preload, 'preload')
  if (mode.startsWith('elder-')) return elderBuild(programs('build'), mode.slice('elder-'.length))
  if (mode === 'page') return page
  if (mode === 'preload') return preload
  return programs(command, mode === 'faults' ? [faultPoints()] : [])
})
