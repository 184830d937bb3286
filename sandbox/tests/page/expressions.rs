//! The longer JavaScript expressions that the browser test evaluates in the page.

/// An expression that returns the texts of the page that are hard to read. The contrast between
/// such a text and its background is less than 4.5 to 1. WCAG 2, section 1.4.3, defines this
/// minimum contrast.
pub(crate) const LOW_CONTRAST: &str = r#"(() => {
    const parts = (color) => color.match(/[\d.]+/g).map(Number);
    const luminance = (color) => {
        const [r, g, b] = parts(color)
            .map((c) => c / 255)
            .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const color = getComputedStyle(at).backgroundColor;
            if (parts(color)[3] !== 0) return color;
        }
        return "rgb(255, 255, 255)";
    };
    const hasText = (element) =>
        element.checkVisibility() &&
        (element.matches("input, textarea, select") ||
            [...element.childNodes].some((one) => one.nodeType === 3 && one.data.trim() !== ""));
    const lowContrast = new Set();
    let shown = 0;
    for (const element of document.body.querySelectorAll("*")) {
        if (!hasText(element)) continue;
        shown += 1;
        const [a, b] = [getComputedStyle(element).color, background(element)].map(luminance);
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5) lowContrast.add(`${element.tagName}.${element.className} ${contrast}`);
    }
    return shown > 1000 ? [...lowContrast] : [`${shown} texts`];
})()"#;

/// An expression that checks whether the page shows which element has the focus. If the focus is
/// not visible, the expression returns a description of this element. If the focus is visible, the
/// expression returns an empty text.
pub(crate) const FOCUS_PROBLEM: &str = r#"(() => {
    const element = document.activeElement;
    const { top, bottom, left, right } = element.getBoundingClientRect();
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const isSeen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
        && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    return isSeen ? "" : element.outerHTML.slice(0, 200);
})()"#;
