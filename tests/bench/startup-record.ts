/** What one start has done so far. What Node needs to be there at all, and the bench itself, is not the desktop's. */
export const begun = { ms: performance.now(), cpu: process.cpuUsage() }
export const loaded = new Set<string>()
