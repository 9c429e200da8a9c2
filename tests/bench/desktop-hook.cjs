// Runs in Electron before the program that is measured: says when its window stands on the screen with the words asked for
// in it, and on request what each of its processes uses. The clock is the system's, so that whoever started it can count
// from there.
const { join } = require('node:path')
const { app, ipcMain } = require('electron')

const RESTS_MS = Number(process.env.BENCH_RESTS_MS)
const say = (what) => process.stdout.write(`BENCH ${JSON.stringify(what)}\n`)

const painted = new Promise((done) => ipcMain.once('bench:painted', (_event, at) => done(at)))

app.on('session-created', (made) => {
  const filePath = join(__dirname, 'desktop-preload.cjs')
  if ('registerPreloadScript' in made) made.registerPreloadScript({ type: 'frame', filePath })
  else made.setPreloads([filePath])
})

app.on('browser-window-created', (_event, window) => {
  const shown = new Promise((done) => window.once('show', () => done(Date.now())))
  void Promise.all([painted, shown]).then((moments) => {
    say({ shownAt: Math.max(...moments) })
    if (!(RESTS_MS > 0)) return
    setTimeout(() => app.getAppMetrics(), RESTS_MS / 4)
    setTimeout(() => {
      const metrics = app.getAppMetrics().map(({ type, name, cpu, memory }) => ({
        type: name ?? type,
        megabytes: Math.round(memory.workingSetSize / 1024),
        processorPercent: cpu.percentCPUUsage,
        wakeupsPerMinute: Math.round(cpu.idleWakeupsPerSecond * 60),
      }))
      say({ metrics })
    }, RESTS_MS)
  })
})
