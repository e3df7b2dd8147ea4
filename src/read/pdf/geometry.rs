//! Points, boxes and matrices, in points with the origin at the upper left of the page as a person sees it.

/// A box; `y` grows downwards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Rect {
    pub(super) x0: f32,
    pub(super) y0: f32,
    pub(super) x1: f32,
    pub(super) y1: f32,
}

impl Rect {
    /// The box around two opposite corners.
    pub(super) fn around(ax: f32, ay: f32, bx: f32, by: f32) -> Rect {
        Rect { x0: ax.min(bx), y0: ay.min(by), x1: ax.max(bx), y1: ay.max(by) }
    }

    pub(super) fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    pub(super) fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    pub(super) fn area(&self) -> f32 {
        self.width().max(0.0) * self.height().max(0.0)
    }

    pub(super) fn contains(&self, x: f32, y: f32) -> bool {
        x >= self.x0 && x <= self.x1 && y >= self.y0 && y <= self.y1
    }

    /// The smallest box around both.
    pub(super) fn union(&self, other: &Rect) -> Rect {
        Rect { x0: self.x0.min(other.x0), y0: self.y0.min(other.y0), x1: self.x1.max(other.x1), y1: self.y1.max(other.y1) }
    }

    /// What both cover; empty (not turned inside out) where they do not meet.
    pub(super) fn intersection(&self, other: &Rect) -> Rect {
        let (x0, y0) = (self.x0.max(other.x0), self.y0.max(other.y0));
        Rect { x0, y0, x1: self.x1.min(other.x1).max(x0), y1: self.y1.min(other.y1).max(y0) }
    }

    /// Whether they touch when each is grown by half of `slack`.
    pub(super) fn touches(&self, other: &Rect, slack: f32) -> bool {
        self.x0 <= other.x1 + slack && other.x0 <= self.x1 + slack && self.y0 <= other.y1 + slack && other.y0 <= self.y1 + slack
    }

    /// How far they share the vertical, in points (negative: the gap between them).
    pub(super) fn shared_height(&self, other: &Rect) -> f32 {
        self.y1.min(other.y1) - self.y0.max(other.y0)
    }

    /// How far they share the horizontal, in points (negative: the gap between them).
    pub(super) fn shared_width(&self, other: &Rect) -> f32 {
        self.x1.min(other.x1) - self.x0.max(other.x0)
    }

    pub(super) fn grown(&self, by: f32) -> Rect {
        Rect { x0: self.x0 - by, y0: self.y0 - by, x1: self.x1 + by, y1: self.y1 + by }
    }
}

/// A transformation of the plane, as PDF writes it (`a b c d e f`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix {
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) c: f64,
    pub(super) d: f64,
    pub(super) e: f64,
    pub(super) f: f64,
}

impl Matrix {
    pub(super) const IDENTITY: Matrix = Matrix { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

    pub(super) fn new(v: [f64; 6]) -> Matrix {
        let [a, b, c, d, e, f] = v.map(|x| if x.is_finite() { x.clamp(-1e9, 1e9) } else { 0.0 });
        Matrix { a, b, c, d, e, f }
    }

    /// First `self`, then `next`.
    pub(super) fn then(&self, next: &Matrix) -> Matrix {
        Matrix::new([
            self.a * next.a + self.b * next.c,
            self.a * next.b + self.b * next.d,
            self.c * next.a + self.d * next.c,
            self.c * next.b + self.d * next.d,
            self.e * next.a + self.f * next.c + next.e,
            self.e * next.b + self.f * next.d + next.f,
        ])
    }

    pub(super) fn apply(&self, x: f64, y: f64) -> (f32, f32) {
        ((x * self.a + y * self.c + self.e) as f32, (x * self.b + y * self.d + self.f) as f32)
    }

    /// The box around a transformed box.
    pub(super) fn apply_box(&self, x0: f64, y0: f64, x1: f64, y1: f64) -> Rect {
        let (ax, ay) = self.apply(x0, y0);
        let (bx, by) = self.apply(x1, y1);
        let (cx, cy) = self.apply(x0, y1);
        let (dx, dy) = self.apply(x1, y0);
        Rect::around(ax, ay, bx, by).union(&Rect::around(cx, cy, dx, dy))
    }
}
