"""The common look: base pages, components, styles, scripts, icons, sign-in."""
