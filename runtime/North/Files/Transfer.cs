using System;

namespace LiteBox.North;

/// <summary>
/// Where a read puts its bytes, or where a write takes them from: a range of guest memory, a list of such ranges
/// (readv(2)), or memory of the library OS. It moves on with every piece.
/// </summary>
public ref struct Transfer
{
    private ulong _address;
    private ulong _length;
    private ReadOnlySpan<GuestVector> _rest;
    private readonly Span<byte> _own;
    private int _ownDone;
    private readonly bool _isOwn;

    /// <summary>A range of guest memory.</summary>
    public Transfer(ulong address, ulong length)
    {
        _address = address;
        _length = length;
        Remaining = length;
    }

    /// <summary>Ranges of guest memory, one after the other. Their lengths together fit in 63 bits.</summary>
    public Transfer(ReadOnlySpan<GuestVector> ranges)
    {
        _rest = ranges;
        for (int i = 0; i < ranges.Length; i++)
            Remaining += ranges[i].Length;
        Next();
    }

    /// <summary>Memory of the library OS.</summary>
    public Transfer(Span<byte> memory)
    {
        _own = memory;
        _isOwn = true;
        Remaining = (ulong)memory.Length;
    }

    /// <summary>Bytes still to go.</summary>
    public ulong Remaining { get; private set; }

    /// <summary>True after a piece of guest memory was not accessible.</summary>
    public bool Faulted { get; private set; }

    /// <summary>Less than all may go: no more than <paramref name="length"/> bytes remain.</summary>
    public void Limit(ulong length) => Remaining = ulong.Min(Remaining, length);

    /// <summary>True for memory of the library OS.</summary>
    public readonly bool IsOwn => !Capability.Guest || _isOwn;

    /// <summary>What is left of memory of the library OS.</summary>
    public readonly Span<byte> Own => _own.Slice(_ownDone, (int)Remaining);

    /// <summary>True when all that is left is one range of guest memory.</summary>
    public readonly bool IsOneRange => _rest.Length == 0;

    /// <summary>The next range of guest memory; one below it is an address that the host refuses too.</summary>
    public readonly HostRange Range => Guest.Range(_address, ulong.Min(_length, Remaining));

    /// <summary>The ranges that are left, in <paramref name="few"/> if they fit.</summary>
    public readonly ReadOnlySpan<HostRange> Ranges(Span<HostRange> few)
    {
        int count = 1 + _rest.Length;
        Span<HostRange> all = count <= few.Length ? few[..count] : new HostRange[count];
        all[0] = Range;
        for (int i = 0; i < _rest.Length; i++)
            all[i + 1] = Guest.Range(_rest[i].Address, _rest[i].Length);
        return all;
    }

    /// <summary>Puts bytes there; gives how many, which is less at the end or at a bad address (<see cref="Faulted"/>).</summary>
    public int Put(scoped ReadOnlySpan<byte> bytes)
    {
        if (!Capability.Guest || _isOwn)
        {
            int part = (int)ulong.Min((ulong)bytes.Length, Remaining);
            bytes[..part].CopyTo(_own[_ownDone..]);
            _ownDone += part;
            Remaining -= (ulong)part;
            return part;
        }

        int done = 0;
        while (done < bytes.Length && Remaining != 0 && !Faulted)
        {
            ReadOnlySpan<byte> piece = bytes.Slice(done, Piece(bytes.Length - done));
            int copied = Host.CopyToGuest(_address, piece);
            Advance(copied);
            done += copied;
            Faulted = copied != piece.Length;
        }

        return done;
    }

    /// <summary>Takes bytes from there; gives how many.</summary>
    public int Take(scoped Span<byte> bytes)
    {
        if (!Capability.Guest || _isOwn)
        {
            int part = (int)ulong.Min((ulong)bytes.Length, Remaining);
            _own.Slice(_ownDone, part).CopyTo(bytes);
            _ownDone += part;
            Remaining -= (ulong)part;
            return part;
        }

        int done = 0;
        while (done < bytes.Length && Remaining != 0 && !Faulted)
        {
            Span<byte> piece = bytes.Slice(done, Piece(bytes.Length - done));
            int copied = Host.CopyFromGuest(piece, _address);
            Advance(copied);
            done += copied;
            Faulted = copied != piece.Length;
        }

        return done;
    }

    /// <summary>Leaves out bytes, which keep what they hold; gives how many.</summary>
    public int Pass(int count)
    {
        int done = 0;
        while (done < count && Remaining != 0)
        {
            int piece = _isOwn ? (int)ulong.Min((ulong)(count - done), Remaining) : Piece(count - done);
            if (_isOwn)
            {
                _ownDone += piece;
                Remaining -= (ulong)piece;
            }
            else
            {
                Advance(piece);
            }

            done += piece;
        }

        return done;
    }

    private readonly int Piece(int wanted) => (int)ulong.Min((ulong)wanted, ulong.Min(_length, Remaining));

    private void Advance(int count)
    {
        _address += (ulong)count;
        _length -= (ulong)count;
        Remaining -= (ulong)count;
        if (_length == 0)
            Next();
    }

    private void Next()
    {
        while (_length == 0 && _rest.Length > 0)
        {
            _address = _rest[0].Address;
            _length = _rest[0].Length;
            _rest = _rest[1..];
        }
    }
}
