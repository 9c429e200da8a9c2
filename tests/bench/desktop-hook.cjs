// Runs in Electron before the program that is measured: says when its page shows the words asked for, and on request what
// each of its processes uses. The clock is the system's, so that whoever started it can count from there.
const { app } = require('electron')

const WORDS = process.env.BENCH_WORDS
const RESTS_MS = Number(process.env.BENCH_RESTS_MS)
const say = (what) => process.stdout.write(`BENCH ${JSON.stringify(what)}\n`)

const shown = `new Promise((done) => {
  const look = () => {
    if (document.body?.innerText.includes(${JSON.stringify(WORDS)})) requestAnimationFrame(() => done(Date.now()))
    else requestAnimationFrame(look)
  }
  look()
})`

app.on('browser-window-created', (_event, window) => {
  window.webContents.once('dom-ready', async () => {
    say({ shownAt: await window.webContents.executeJavaScript(shown) })
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
