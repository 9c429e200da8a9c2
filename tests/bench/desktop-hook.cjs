// Runs in Electron before the program that is measured: says when its window stands on the screen with the words asked for
// in it, and on request what each of its processes uses. The clock is the system's, so that whoever started it can count
// from there.
const { readdirSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const { setTimeout: wait } = require('node:timers/promises')
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
    if (RESTS_MS > 0) void rest(window)
  })
})

/**
 * What a start leaves to be done, and the first collections of garbage, end within a minute of the window's coming. Counted to
 * the hidden window they made it seem to cost four times an empty one (docs/desktop.md "What it costs to do nothing").
 */
const SETTLED_MS = 60_000

/** Open as it was, then out of sight, as it is most of the day. */
async function rest(window) {
  const settled = wait(SETTLED_MS)
  const shown = await used()
  window.hide()
  await settled
  say({ metrics: shown, hidden: await used() })
}

/** The first quarter is for what is still done after a start or a change. */
async function used() {
  await wait(RESTS_MS / 4)
  const before = new Map(app.getAppMetrics().map(({ pid }) => [pid, wakeups(pid)]))
  const minutes = (RESTS_MS * 3) / 4 / 60_000
  await wait(minutes * 60_000)
  return app.getAppMetrics().map(({ pid, type, name, cpu, memory }) => ({
    type: name ?? type,
    megabytes: Math.round(memory.workingSetSize / 1024),
    processorPercent: cpu.percentCPUUsage,
    wakeupsPerMinute: wakeupsSince(before.get(pid) ?? null, pid, minutes) ?? Math.round(cpu.idleWakeupsPerSecond * 60),
  }))
}

function wakeupsSince(before, pid, minutes) {
  const now = wakeups(pid)
  return before === null || now === null ? null : Math.round((now - before) / minutes)
}

/**
 * How often the threads of a process have lain down to wait, and so will have been woken: Electron's own figure knows
 * whole ones per second alone. Null where there is no /proc.
 */
function wakeups(pid) {
  const folder = `/proc/${pid}/task`
  try {
    const counts = readdirSync(folder).map((task) =>
      Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(readFileSync(join(folder, task, 'status'), 'utf8'))?.[1]),
    )
    return counts.reduce((sum, count) => sum + count, 0)
  } catch {
    return null
  }
}
