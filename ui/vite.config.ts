import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { engine } from "./src/test/vite-engine";

export default defineConfig(({ mode }) => ({
  plugins: [react(), ...(mode === "screens" ? [engine()] : [])],
  base: "./",
  clearScreen: false,
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // WebKitGTK 2.50 and WKWebView of macOS 14; WebView2 keeps itself up to date.
    target: ["safari17", "chrome120"],
    // Fonts stay files: a data: font would be refused where font-src is narrowed.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: { port: 5199, strictPort: true, host: "127.0.0.1" },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    // The engine rests while the screens work, and the other way round.
    maxWorkers: "100%",
    // One engine for a run; each worker has apps and a store of its own in it.
    globalSetup: ["src/test/start-engine.ts"],
    // The files of one worker share what node_modules loads; the setup forgets the modules of the screens.
    isolate: false,
    setupFiles: ["src/test-setup.ts"],
    env: { TZ: "UTC" },
    // The sheets that tests read as text; imported ones stay empty.
    // Classes of modules keep the names of their files.
    css: { include: [/\.css\?raw/], modules: { classNameStrategy: "non-scoped" } },
    // Only there to end what hangs: a busy machine must not fail a test.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
}));
