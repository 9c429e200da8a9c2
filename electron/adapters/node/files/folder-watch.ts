import { type FSWatcher, watch } from 'node:fs'

/** Calls `changed` for whatever happens to the names in these folders. It does not keep the process alive. */
export function watchFolders(folders: readonly string[], changed: () => void) {
  const watchers: FSWatcher[] = []
  let works = true
  const markBroken = () => {
    works = false
  }
  for (const folder of new Set(folders)) {
    try {
      const watcher = watch(folder, { persistent: false }, changed)
      watcher.on('error', markBroken)
      watchers.push(watcher)
    } catch {
      markBroken()
    }
  }
  return {
    /** False where the system cannot watch (no inotify left, some network drives) or the folder is gone: poll instead. */
    get works() {
      return works
    },
    stop: () => {
      for (const watcher of watchers) watcher.close()
    },
  }
}
