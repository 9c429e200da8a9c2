import { join } from 'node:path'
import { Menu, nativeImage, nativeTheme, Tray } from 'electron'
import type { DesktopTexts } from '../../../shared/text/desktop-texts.ts'
import { onlyOnChange } from './only-on-change.ts'
import { type TrayActions, type TrayConnection, type TrayWords, trayMenu } from './tray-menu.ts'
import { type TrayState, trayPicture, trayState } from './tray-state.ts'

type TrayLook = { readonly state: TrayState; readonly dark: boolean; readonly items: ReturnType<typeof trayMenu> }

export type TrayIcon = { show(views: readonly TrayConnection[]): void; remove(): void }

/** The icon in the panel, with the worst state of all. Null where this desktop has no place for one. */
export function openTray(dist: string, actions: TrayActions, said: TrayWords): TrayIcon | null {
  let views: readonly TrayConnection[] = []
  let removed = false
  const picture = (state: TrayState) =>
    nativeImage.createFromPath(
      join(dist, 'icons', trayPicture(state, process.platform, nativeTheme.shouldUseDarkColors)),
    )
  const tray = trayOrNull(picture('idle'))
  if (tray === null) return null
  tray.on('click', () => actions.open(null))

  const draw = onlyOnChange(({ state, items }: TrayLook) => {
    tray.setImage(picture(state))
    tray.setToolTip(tooltips(said.words)[state])
    tray.setContextMenu(Menu.buildFromTemplate(items))
  })
  const paint = (): void => {
    if (removed) return
    const items = trayMenu(views, actions, said)
    draw({ state: trayState(views), dark: nativeTheme.shouldUseDarkColors, items })
  }

  nativeTheme.on('updated', paint)
  paint()
  return {
    show(next) {
      views = next
      paint()
    },
    remove() {
      removed = true
      nativeTheme.off('updated', paint)
      tray.destroy()
    },
  }
}

function trayOrNull(picture: Electron.NativeImage): Tray | null {
  try {
    return new Tray(picture)
  } catch {
    return null
  }
}

function tooltips(words: DesktopTexts): Record<TrayState, string> {
  return { idle: words.trayIdle, calm: words.trayCalm, soon: words.traySoon, trouble: words.trayTrouble }
}
