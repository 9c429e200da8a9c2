/**
 * Imported first by every script: says in one sentence that this Node is too old, and ends. npm only warns, and what comes
 * after would be an error nobody understands. In here, and at the top level of the other scripts, only words that Node 16 can read.
 */
const oldest = { major: 20, minor: 19 }

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
  process.stderr.write(
    `Everbearer needs Node ${oldest.major}.${oldest.minor} or newer to be set up; this is Node ${process.versions.node}. ` +
      'Install a newer one from https://nodejs.org and try again.\n',
  )
  process.exit(1)
}
