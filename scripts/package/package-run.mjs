import { build } from 'electron-builder'
import { root } from '../project.mjs'
import { packageConfig, stage } from './package-config.mjs'
import { stagePackage } from './package-stage.mjs'

/** With `--dir` as the app's folder only, with no installer around it. */
const dir = process.argv.includes('--dir')

stagePackage(stage)
await build({ projectDir: root, config: packageConfig(), dir, publish: 'never' })
