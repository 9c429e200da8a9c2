// What Node 18 lacks beside missing.js, and the product uses. Stands before the programs, which are CommonJS there.
{
  const fs = require('node:fs')
  const { join } = require('node:path')
  const tls = require('node:tls')

  globalThis.crypto ??= require('node:crypto').webcrypto
  process.getBuiltinModule ??= require
  tls.getCACertificates ??= (source) => (source === 'bundled' || source === 'default' ? [...tls.rootCertificates] : [])

  // Node 18 ignores `recursive`, and its entries do not know where they lie.
  const { readdir } = fs.promises
  fs.promises.readdir = async (folder, options) => {
    const entries = await readdir(folder, options)
    if (options?.withFileTypes !== true) return entries
    for (const entry of entries) entry.parentPath ??= folder
    if (options.recursive !== true) return entries
    const inner = entries.filter((entry) => entry.isDirectory())
    const deeper = await Promise.all(inner.map(({ name }) => fs.promises.readdir(join(folder, name), options)))
    return [...entries, ...deeper.flat()]
  }
}
