using ClerkSync.Core.Disclosure;
using Spectre.Console.Rendering;

namespace ClerkSync.Cli;

/// <summary>Escapes control characters in the text of tables and similar output, but keeps the colors that are drawn around it.</summary>
internal sealed class VisibleSegments : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Visible(renderable));

    private sealed class Visible(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            inner
                .Render(options, maxWidth)
                .Select(segment =>
                    segment.IsControlCode || segment.IsLineBreak
                        ? segment
                        : new Segment(VisibleText.Escape(segment.Text), segment.Style)
                );
    }
}
