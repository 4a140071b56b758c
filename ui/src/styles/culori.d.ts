/** The one function of culori that is used; the package brings no types of its own. */
declare module "culori" {
  export function wcagContrast(ink: string, ground: string): number;
}
