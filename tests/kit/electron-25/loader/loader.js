// What Electron's own package brings as default_app.asar, as far as tests need it: `electron [-r FILE] FOLDER ...` runs the
// program of that folder (or that one file), under the name and version of its package.json.
const { app, clipboard } = require('electron')
const { existsSync, readFileSync, statSync } = require('node:fs')
const { dirname, join, resolve } = require('node:path')

const words = process.argv.slice(1)
const preloaded = []
while (words[0]?.startsWith('-')) {
  const word = words.shift()
  if (word === '-r' || word === '--require') preloaded.push(words.shift())
}
const place = resolve(words[0] ?? '.')
const isFolder = statSync(place).isDirectory()
const folder = isFolder ? place : dirname(place)
const description = join(folder, 'package.json')
const {
  productName,
  name,
  version,
  main = 'index.js',
} = existsSync(description) ? JSON.parse(readFileSync(description, 'utf8')) : {}

// Later ones promise what this one says at once.
for (const name of ['readText', 'writeText']) {
  const now = clipboard[name].bind(clipboard)
  clipboard[name] = async (...given) => now(...given)
}

app.setAppPath(folder)
if (version !== undefined) app.setVersion(version)
app.name = productName ?? name ?? app.name
app.setPath('userData', join(app.getPath('appData'), app.name))
for (const file of preloaded) require(resolve(file))
require(isFolder ? join(folder, main) : place)
