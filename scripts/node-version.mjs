const oldest = { major: 20, minor: 19 }

/**
 * Says in one sentence that this Node is too old and ends; npm only warns, and what follows would be a syntax error.
 * Keep this file in plain words that old versions of Node can read.
 */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return
  process.stderr.write(
    `Everbearer needs Node ${oldest.major}.${oldest.minor} or newer to be set up; this is Node ${process.versions.node}. ` +
      'Install a newer one from https://nodejs.org and try again.\n',
  )
  process.exit(1)
}
