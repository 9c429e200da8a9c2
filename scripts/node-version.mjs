const oldest = [20, 19]

/**
 * Says in one sentence that this Node is too old and ends; npm only warns, and what follows would be a syntax error.
 * Keep this file in plain words that old versions of Node can read.
 */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return
  process.stderr.write(
    `Everbearer needs Node ${oldest.join('.')} or newer to be set up; this is Node ${process.versions.node}. ` +
      'Install a newer one from https://nodejs.org and try again.\n',
  )
  process.exit(1)
}
