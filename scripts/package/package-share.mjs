import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { COMPLETION_SCRIPTS } from '../../electron/commands/completion/scripts.ts'

const MAN_PAGE = 'man/man1/everbearer.1.gz'

/** By shell, the place where Debian's packages of the shells look for what other packages bring. */
const COMPLETIONS = {
  bash: 'bash-completion/completions/everbearer',
  zsh: 'zsh/vendor-completions/_everbearer',
  fish: 'fish/vendor_completions.d/everbearer.fish',
}

/** Below /usr/share of a Debian package. PowerShell has no such place. */
export const SHARED_FILES = [MAN_PAGE, ...Object.values(COMPLETIONS)]

/**
 * The page as it was built, and each script as the command itself prints it.
 * @param {string} into @param {string} built
 */
export function stageShare(into, built) {
  // Without the moment in it, so that the same build gives the same package.
  writeFile(join(into, MAN_PAGE), gzipSync(readFileSync(join(built, 'everbearer.1')), { level: 9 }))
  writeFile(join(into, COMPLETIONS.bash), COMPLETION_SCRIPTS.bash)
  writeFile(join(into, COMPLETIONS.zsh), COMPLETION_SCRIPTS.zsh)
  writeFile(join(into, COMPLETIONS.fish), COMPLETION_SCRIPTS.fish)
}

/** @param {string} path @param {Uint8Array | string} content */
function writeFile(path, content) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content, { mode: 0o644 })
}
