using System.Runtime;
using Xunit;

namespace LiteBox.CoreLib.Tests.Heap;

/// <summary>The bounded stack of marking.</summary>
public sealed class MarkStackTests
{
    [Fact]
    public void GivesBackWhatFitsAndTellsWhenSomethingDidNot()
    {
        Assert.False(MarkStack.TryPop(out _));
        MarkStack.Prepare();
        nuint pushed = 0;
        while (!MarkStack.TakeOverflow())
            MarkStack.Push(++pushed);
        Assert.False(MarkStack.TakeOverflow());
        while (MarkStack.TryPop(out nuint address))
            Assert.Equal(--pushed, address);
        Assert.Equal(1u, pushed);
    }
}
