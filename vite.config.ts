import { defineConfig } from 'vite';
import { rendererConfig } from './build/renderer.vite.ts';

/** The page alone: `npm run build:page`. The window with all its processes is `electron.vite.config.ts`. */
export default defineConfig(rendererConfig());
