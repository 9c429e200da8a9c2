import { standIn } from '../kit/electron/stand-in-host.ts'
import { guards } from './suites/guards.ts'

guards(standIn)
