import { standIn } from '../kit/electron/stand-in-host.ts'
import { story } from './suites/story.ts'

story(standIn)
