using System;

/// <summary>A word as bytes in lower case: two words with the same bytes are the same.</summary>
internal readonly struct Word(byte[] text) : IEquatable<Word>
{
    public ReadOnlySpan<byte> Text => text;

    public bool Equals(Word other) => Text.SequenceEqual(other.Text);

    public override bool Equals(object? obj) => obj is Word other && Equals(other);

    public override int GetHashCode()
    {
        // FNV-1a.
        uint hash = 2166136261;
        foreach (byte b in Text)
            hash = unchecked((hash ^ b) * 16777619);
        return (int)hash;
    }
}
