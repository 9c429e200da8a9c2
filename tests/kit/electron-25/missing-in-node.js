// What Node 18 and Electron 25 lack beside missing.js, and the product uses. Stands before the programs, which are CommonJS there.
{
  const fs = require('node:fs')
  const { join } = require('node:path')

  // Each made when it is first asked for: a runtime that has them loads them no earlier either.
  const later = (owner, name, make) => {
    const set = (value) => Object.defineProperty(owner, name, { value, configurable: true, writable: true })
    const get = () => {
      const value = make()
      set(value)
      return value
    }
    if (owner[name] === undefined) Object.defineProperty(owner, name, { get, set, configurable: true })
  }
  later(globalThis, 'crypto', () => require('node:crypto').webcrypto)
  process.getBuiltinModule ??= require

  const certificates = (tls) => (source) =>
    source === 'bundled' || source === 'default' ? [...tls.rootCertificates] : []
  // Electron's word for Linux's other clipboard; before, each call took it as an argument.
  const selection = (clipboard) => ({
    readText: async () => clipboard.readText('selection'),
    writeText: async (text) => clipboard.writeText(text, 'selection'),
    clear: () => clipboard.clear('selection'),
  })
  const Module = require('node:module')
  // Each program's file begins with this.
  if (Module._load.name !== 'loadWithWhatCameLater') {
    const load = Module._load
    Module._load = function loadWithWhatCameLater(name, ...more) {
      const loaded = load.call(this, name, ...more)
      if (name === 'node:crypto')
        loaded.hash ??= (algorithm, data, encoding) => loaded.createHash(algorithm).update(data).digest(encoding)
      if (name === 'node:tls') loaded.getCACertificates ??= certificates(loaded)
      if (name === 'electron' && process.type === 'browser') loaded.clipboard.selection ??= selection(loaded.clipboard)
      return loaded
    }
  }

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
